import type { ComponentType } from 'react';

export type IconShape = ComponentType<{
  size?: number;
  strokeWidth?: number;
  className?: string;
  'aria-hidden'?: boolean;
}>;

/** A decorative icon with lines 1.4 CSS px wide at any size. Shapes are drawn on a 24 grid. */
export const Icon = ({ of: Shape, size = 16 }: { of: IconShape; size?: number }) => (
  <Shape size={size} strokeWidth={(1.4 * 24) / size} className="icon" aria-hidden />
);
