import type { Plane } from '../../core/plane.ts';
import type { View } from '../../state/appState.ts';

export type Sides = NonNullable<Plane['letters']>;

/** Letters at the edges of the screen: the picture is mirrored first, then turned clockwise by quarters. */
export function screenLetters(letters: Sides, view: Pick<View, 'flipH' | 'flipV' | 'turns'>): Sides {
  let { left, right, top, bottom } = letters;
  if (view.flipH) [left, right] = [right, left];
  if (view.flipV) [top, bottom] = [bottom, top];
  for (let n = 0; n < view.turns; n++) [top, right, bottom, left] = [left, top, right, bottom];
  return { left, right, top, bottom };
}
