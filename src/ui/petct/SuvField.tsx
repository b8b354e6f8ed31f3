import { type KeyboardEvent, useState } from 'react';

interface Props {
  readonly label: string;
  /** What is in force, as text; '' where there is nothing. */
  readonly value: string;
  readonly unit?: string;
  /** Whether a text can be taken over. */
  readonly accepts: (text: string) => boolean;
  readonly onCommit: (text: string) => void;
  /** What may be typed, said below while it is not. */
  readonly range: string;
}

/** A value that may be missing: taken over on Enter or when the field is left; Esc forgets what was typed. */
export function SuvField({ label, value, unit, accepts, onCommit, range }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const invalid = draft !== null && draft.trim() !== '' && !accepts(draft);
  const commit = () => {
    if (draft !== null && draft.trim() !== '' && draft !== value && accepts(draft)) onCommit(draft);
    setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit();
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    setDraft(null);
  };
  return (
    <span className="suv-field">
      <span className="field" data-invalid={invalid || undefined}>
        <input
          aria-label={label}
          aria-invalid={invalid || undefined}
          value={draft ?? value}
          onChange={(e) => setDraft(e.target.value)}
          onFocus={(e) => e.target.select()}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
        {unit && <span className="small faint">{unit}</span>}
      </span>
      {invalid && <span className="suv-range">{range}</span>}
    </span>
  );
}
