import { css, MODEL_LOOKS } from '../../core/compare/looks.ts';
import type { Letter } from '../../state/compareState.ts';

/** A contender's letter in a frame of its colour. */
export const LetterMark = ({ letter }: { letter: Letter }) => (
  <span className="letter-mark" style={{ borderColor: css(MODEL_LOOKS[letter].color) }}>
    {letter}
  </span>
);

/** A piece of the line that outlines a contender's mask. */
export function LineSample({ letter }: { letter: Letter }) {
  const { color, dash } = MODEL_LOOKS[letter];
  return (
    <svg width="28" height="6" aria-hidden>
      <line x1="0" x2="28" y1="3" y2="3" stroke={css(color)} strokeWidth="2.4" strokeDasharray={dash.join(' ')} />
    </svg>
  );
}
