import { useAppState } from '../useApp.ts';
import { Icon } from '../parts/Icon.tsx';
import { ImageIcon } from '../parts/icons.ts';
import { cssColor } from '../parts/Swatch.tsx';

const useActiveColor = (): string =>
  useAppState((s) =>
    cssColor((s.labels.find((l) => l.value === s.activeLabel) ?? s.labels[0])?.color ?? [160, 160, 160]),
  );

/** Stripes = added, dots = removed: as they are drawn on the stage. */
export function EditsSample() {
  const color = useActiveColor();
  return (
    <span className="sample" aria-hidden>
      <svg width="20" height="20" viewBox="0 0 20 20">
        <path d="M0 0h10v20H0z" fill={color} opacity="0.5" />
        <path d="M0 6 6 0M0 12 10 2M0 18 10 8M3 20l7-7M8.500 20l1.500-1.500" stroke="#fff" strokeWidth="1.300" />
        <g fill="#fff">
          {[3.5, 8, 12.5, 17].flatMap((y) => [13, 17].map((x) => <circle key={`${x} ${y}`} cx={x} cy={y} r="0.9" />))}
        </g>
        <path d="M10 0v20" stroke="#fff" />
      </svg>
    </span>
  );
}

/** Flat, with a solid outline in the label's colour. */
export function PredictionSample() {
  const color = useActiveColor();
  return (
    <span className="sample" aria-hidden>
      <svg width="14" height="14" viewBox="0 0 14 14">
        <rect
          x="0.7"
          y="0.7"
          width="12.600"
          height="12.600"
          rx="2.500"
          fill={color}
          fillOpacity="0.35"
          stroke={color}
          strokeWidth="1.400"
        />
      </svg>
    </span>
  );
}

export const ImageSample = () => (
  <span className="sample" aria-hidden>
    <Icon of={ImageIcon} size={14} />
  </span>
);
