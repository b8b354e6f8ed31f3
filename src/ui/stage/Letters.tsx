import { planeOf } from '../../core/plane.ts';
import { useT } from '../i18n/useT.ts';
import { useAppState, useAppValues, useDocument } from '../useApp.ts';
import { screenLetters, type Sides } from './letters.ts';

const SIDES: readonly (keyof Sides)[] = ['left', 'right', 'top', 'bottom'];

/** Which side of the patient each edge of the stage is; nothing where that is unknown. */
export function Letters() {
  const t = useT();
  const doc = useDocument();
  const plane = useAppState((s) => s.view.plane);
  const view = useAppValues(({ view: { flipH, flipV, turns } }) => ({ flipH, flipV, turns }));
  const letters = doc && planeOf(doc.volume.grid, plane).letters;
  if (!letters) return null;
  const shown = screenLetters(letters, view);
  return SIDES.map((side) => (
    <span key={side} className="letter" data-at={side} role="img" aria-label={t(`letter.${shown[side]}` as 'letter.R')}>
      {shown[side]}
    </span>
  ));
}
