import { colormap, type ColormapId } from '../../core/colormap.ts';
import type { Translate } from '../i18n/useT.ts';

/** A number beside a colour bar, at `part` (0..1) of its height from below. */
export interface Tick {
  readonly part: number;
  readonly text: string;
}

/** Steps that a colour bar is drawn in. */
const STEPS = 56;

const fillsOf = (color: (entry: number) => string): readonly string[] =>
  Array.from({ length: STEPS }, (_, n) => color(Math.round((255 * (n + 0.5)) / STEPS)));

/** Colours of a bar from below. */
export function paletteFills(colors: ColormapId): readonly string[] {
  const map = colormap(colors);
  return fillsOf((n) => `rgb(${map[3 * n]} ${map[3 * n + 1]} ${map[3 * n + 2]})`);
}

export const GREY_FILLS = fillsOf((n) => `rgb(${n} ${n} ${n})`);

/** Four to six round numbers from 0 to the top, both included. */
export function ticksOf(top: number): number[] {
  const rough = top / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((s) => s * power).find((s) => s >= rough * 0.999) ?? rough;
  const ticks = Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, n) => n * step);
  return top - ticks.at(-1)! < 0.35 * step ? [...ticks.slice(0, -1), top] : [...ticks, top];
}

export const suvTicks = (top: number): readonly Tick[] =>
  ticksOf(top).map((value) => ({ part: value / top, text: Number(value.toPrecision(3)).toString() }));

/** Of a picture without a unit: only which end is which. */
export const plainTicks = (t: Translate): readonly Tick[] => [
  { part: 0, text: t('petct.low') },
  { part: 1, text: t('petct.high') },
];
