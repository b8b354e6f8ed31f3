import { type KeyboardEvent, useState } from 'react';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  readonly width?: number;
  readonly unit?: string;
  /** What arrows do: `by` is 1 or -1, with Shift ten of them. */
  readonly nudge?: (value: number, by: number) => number;
  readonly onChange: (value: number) => void;
}

const shown = (n: number): string => String(n).replace('-', '−');
const parsed = (text: string): number => Number(text.replace('−', '-').replace(',', '.').trim() || NaN);

/** A number, taken over on Enter or when the field is left; arrows step by one, with Shift by ten. */
export function NumberField({
  label,
  value,
  min = -Infinity,
  max = Infinity,
  width = 52,
  unit,
  nudge = (from, by) => from + by,
  onChange,
}: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const typed = draft === null ? value : parsed(draft);
  const valid = typed >= min && typed <= max;

  const commit = () => {
    if (draft !== null && valid) onChange(typed);
    setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = nudge(Number.isNaN(typed) ? value : typed, step * (event.shiftKey ? 10 : 1));
      setDraft(null);
      onChange(Math.min(max, Math.max(min, next)));
    } else if (event.key === 'Enter') {
      commit();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      setDraft(null);
    }
  };
  return (
    <span className="field" style={{ width }} data-invalid={!valid || undefined}>
      <input
        inputMode="decimal"
        aria-label={label}
        aria-invalid={!valid || undefined}
        value={draft ?? shown(value)}
        onChange={(e) => setDraft(e.target.value)}
        onFocus={(e) => e.target.select()}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      {unit && <span className="small faint">{unit}</span>}
    </span>
  );
}
