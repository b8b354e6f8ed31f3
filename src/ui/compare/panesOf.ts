import type { PaneContent } from '../../canvas/panes/paneContent.ts';
import type { CompareState, Letter } from '../../state/compareState.ts';

export interface PaneSpec {
  readonly key: string;
  readonly content: PaneContent;
}

const masks = (letter: Letter): PaneSpec => ({ key: letter, content: { kind: 'masks', letters: [letter] } });
const DIFFERENCE: PaneSpec = { key: 'difference', content: { kind: 'difference' } };
const REFERENCE: PaneSpec = { key: 'reference', content: { kind: 'reference' } };

/**
 * The panes of a layout. Side by side: every contender, then where they differ, then the reference, as far as four panes go.
 * `flicker` is the one of the pair that is shown now.
 */
export function panesOf(compare: CompareState, flicker: 0 | 1): readonly PaneSpec[] {
  const letters = compare.contenders.map((c) => c.letter);
  const pair = compare.pair.filter((l) => letters.includes(l));
  switch (compare.layout) {
    case 'overlay':
      return [{ key: 'overlay', content: { kind: 'masks', letters } }];
    case 'difference':
      return [DIFFERENCE];
    case 'swipe':
      return [{ key: 'swipe', content: { kind: 'masks', letters: pair, part: compare.part } }];
    case 'flicker':
      return [{ key: 'flicker', content: { kind: 'masks', letters: pair.slice(flicker, flicker + 1) } }];
    case 'grid':
    case 'row': {
      const side = [
        ...letters.map(masks),
        ...(letters.length > 1 ? [DIFFERENCE] : []),
        ...(compare.reference ? [REFERENCE] : []),
      ];
      return side.slice(0, 4);
    }
  }
}
