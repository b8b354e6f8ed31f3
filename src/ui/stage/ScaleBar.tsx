import type { SpacingTrust } from '../../core/grid.ts';
import { scaleFor } from './scale.ts';

interface Props {
  /** mm, or image px where the spacing is unknown, for one CSS px. */
  readonly unitsPerPixel: number;
  readonly trust: SpacingTrust;
}

/** A ruler that follows the zoom; it says px when the spacing is unknown and ≈ when it is estimated. */
export function ScaleBar({ unitsPerPixel, trust }: Props) {
  if (!Number.isFinite(unitsPerPixel) || unitsPerPixel <= 0) return null;
  const { length, width, parts } = scaleFor(unitsPerPixel);
  const w = Math.round(width);
  const ticks = Array.from({ length: parts - 1 }, (_, n) => Math.round(((n + 1) * w) / parts) + 0.5);
  const text = `${trust === 'estimated' ? '≈ ' : ''}${Number(length.toPrecision(3))} ${trust === 'unknown' ? 'px' : 'mm'}`;
  return (
    <div className="scale-bar">
      <svg width={w + 1} height="8" aria-hidden>
        <path d={`M.5 0v7.500h${w}V0${ticks.map((x) => `M${x} 3.500v4`).join('')}`} stroke="currentColor" fill="none" />
      </svg>
      {text}
    </div>
  );
}
