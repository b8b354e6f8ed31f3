import { useMemo } from 'react';
import { colormap, type ColormapId } from '../../core/colormap.ts';

interface Props {
  readonly colors: ColormapId;
  /** Value of the palette's end. */
  readonly top: number;
  readonly unit: string;
  /** Dark text, for a white pane. */
  readonly light: boolean;
}

const HEIGHT = 168;
const STEPS = 56;

/** A palette with its numbers. */
export function ColorBar({ colors, top, unit, light }: Props) {
  const fills = useMemo(() => {
    const map = colormap(colors);
    return Array.from({ length: STEPS }, (_, n) => {
      const entry = 3 * Math.round((255 * (n + 0.5)) / STEPS);
      return `rgb(${map[entry]} ${map[entry + 1]} ${map[entry + 2]})`;
    });
  }, [colors]);
  const ink = light ? '#1a1d21' : '#dfe3e8';
  const step = HEIGHT / STEPS;
  return (
    <svg className="color-bar" width="64" height={HEIGHT + 26} viewBox={`-12 -20 64 ${HEIGHT + 26}`} role="img">
      <title>{`${unit} 0 – ${top}`}</title>
      <text x="10" y="-9" textAnchor="middle" fontSize="11" fontWeight="600" fill={ink}>
        {unit}
      </text>
      {fills.map((fill, n) => (
        <rect key={n} x="0" y={HEIGHT - (n + 1) * step} width="10" height={step + 0.6} fill={fill} />
      ))}
      <rect x=".5" y=".5" width="9" height={HEIGHT - 1} fill="none" stroke={ink} strokeOpacity=".6" />
      {ticksOf(top).map((value) => {
        const y = HEIGHT - (value / top) * HEIGHT;
        return (
          <g key={value}>
            <line x1="10" x2="14" y1={y} y2={y} stroke={ink} />
            <text x="17" y={y + 4} fontSize="11" fill={ink}>
              {Number(value.toPrecision(3)).toString()}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** Four to six round numbers from 0 to the top, both included. */
export function ticksOf(top: number): number[] {
  const rough = top / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((s) => s * power).find((s) => s >= rough * 0.999) ?? rough;
  const ticks = Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, n) => n * step);
  return top - ticks.at(-1)! < 0.35 * step ? [...ticks.slice(0, -1), top] : [...ticks, top];
}
