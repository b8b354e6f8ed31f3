/** How far a job is, 0..1; null when that is not known. */
export const ProgressBar = ({ label, part }: { label: string; part: number | null }) => (
  <div
    className="progress"
    role="progressbar"
    aria-label={label}
    aria-valuemin={0}
    aria-valuemax={100}
    aria-valuenow={part === null ? undefined : Math.round(100 * part)}
    data-unknown={part === null || undefined}
  >
    <i style={part === null ? undefined : { transform: `scaleX(${part})` }} />
  </div>
);
