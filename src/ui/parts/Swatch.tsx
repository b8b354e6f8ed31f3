import type { Rgb } from '../../core/labels.ts';

export const cssColor = ([r, g, b]: Rgb): string => `rgb(${r} ${g} ${b})`;

export const Swatch = ({ color }: { color: Rgb }) => (
  <span className="swatch" style={{ background: cssColor(color) }} aria-hidden />
);
