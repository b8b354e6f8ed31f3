import type { Rgb } from '../labels.ts';

/**
 * How each of up to four models is drawn, A to D: colour and line. Some of the colours come close for eyes that tell red and
 * green badly; the line and the letter tell them apart (Okabe and Ito 2008).
 */
export interface ModelLook {
  readonly color: Rgb;
  /** Lengths of line and gap, CSS px; none = solid. */
  readonly dash: readonly number[];
  readonly line: 'solid' | 'dashed' | 'dotted' | 'dashDotted';
}

export const MODEL_LOOKS: Readonly<Record<'A' | 'B' | 'C' | 'D', ModelLook>> = {
  A: { color: [86, 180, 233], dash: [], line: 'solid' },
  B: { color: [230, 159, 0], dash: [6, 3], line: 'dashed' },
  C: { color: [204, 121, 167], dash: [2, 2], line: 'dotted' },
  D: { color: [0, 158, 115], dash: [7, 2, 2, 2], line: 'dashDotted' },
};

/** Agreement of all, of some, of one alone: flat light, flat yellow, striped dark orange. */
export const AGREEMENT = {
  all: { color: [255, 255, 255], alpha: 0.1, striped: false },
  some: { color: [245, 190, 80], alpha: 0.8, striped: false },
  one: { color: [213, 94, 0], alpha: 0.85, striped: true },
} as const;

export const css = ([r, g, b]: Rgb, alpha = 1): string => `rgb(${r} ${g} ${b} / ${alpha})`;
