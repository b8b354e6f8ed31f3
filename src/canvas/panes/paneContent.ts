import type { Letter } from '../../state/compareState.ts';

/** What one pane of Compare draws over the image. */
export type PaneContent =
  /** Masks of contenders, each in its colour and line. `part`: the first left of it, the second right of it, 0..1. */
  | { readonly kind: 'masks'; readonly letters: readonly Letter[]; readonly part?: number }
  /** Where contenders differ, and how many agree. */
  | { readonly kind: 'difference' }
  /** What they are held against. */
  | { readonly kind: 'reference' };
