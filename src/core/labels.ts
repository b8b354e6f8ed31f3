import { Problem } from './problem.ts';

/** Red, green, blue, each 0..255. */
export type Rgb = readonly [number, number, number];

/** One structure of a label map. `value` 0 is background and never listed; 255 is kept for "no decision". */
export interface Label {
  readonly value: number;
  readonly name: string;
  readonly color: Rgb;
  readonly visible: boolean;
  readonly locked: boolean;
}

export const MAX_LABEL = 254;

/** Colours in the order in which new labels take them; conventional tissue colours come with a model's plan. */
export const LABEL_COLORS: readonly Rgb[] = [
  [221, 130, 101],
  [197, 139, 224],
  [111, 211, 180],
  [183, 216, 75],
  [232, 169, 192],
  [0, 151, 206],
  [241, 214, 145],
  [144, 238, 144],
  [216, 101, 79],
  [85, 188, 255],
];

/** A label with the smallest free number and the next colour. Throws Problem `labels.full` when all 254 are taken. */
export function newLabel(labels: readonly Label[], name: string): Label {
  const used = new Set(labels.map((l) => l.value));
  for (let value = 1; value <= MAX_LABEL; value++) {
    if (!used.has(value)) {
      return { value, name, color: LABEL_COLORS[(value - 1) % LABEL_COLORS.length]!, visible: true, locked: false };
    }
  }
  throw new Problem('labels.full');
}
