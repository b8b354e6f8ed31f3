/** Longest scale bar, CSS px. */
const LONGEST = 140;
const STEPS = [1, 2, 5] as const;

export interface Scale {
  /** What the bar stands for: 1, 2 or 5 times a power of ten, mm or px. */
  readonly length: number;
  /** CSS px. */
  readonly width: number;
  /** Parts between ticks. */
  readonly parts: number;
}

/** The longest round scale that fits, for so many units (mm, or image px) a CSS px. */
export function scaleFor(unitsPerPixel: number): Scale {
  const most = LONGEST * unitsPerPixel;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = STEPS.findLast((s) => s * power <= most * (1 + 1e-9)) ?? 1;
  const length = step * power;
  return { length, width: length / unitsPerPixel, parts: step === 2 ? 4 : 5 };
}
