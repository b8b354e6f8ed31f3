import { blandAltman } from '../../core/compare/distribution.ts';
import { css, MODEL_LOOKS } from '../../core/compare/looks.ts';
import type { Letter } from '../../state/compareState.ts';
import { decimal } from '../format/numbers.ts';
import { ticksOf } from './scale.ts';

interface Props {
  readonly title: string;
  readonly letter: Letter;
  /** Of the same cases, in one unit. */
  readonly measured: readonly number[];
  readonly truth: readonly number[];
  readonly unit: string;
  readonly width: number;
}

const LEFT = 52;
const RIGHT = 64;
const TOP = 10;
const PLOT = 132;

/** Difference of a model's volumes from the true ones over their mean: bias and limits of agreement as lines. */
export function BlandAltmanPlot({ title, letter, measured, truth, unit, width }: Props) {
  const found = blandAltman(measured, truth);
  if (!found) return null;
  const { points, bias, sd, lower, upper } = found;
  const limits = Number.isFinite(sd) ? [lower, upper] : [];
  const ys = [...points.map((p) => p.difference), bias, 0, ...limits];
  const xs = points.map((p) => p.mean);
  const across = ticksOf(Math.min(...xs), Math.max(...xs), 4);
  const up = ticksOf(Math.min(...ys), Math.max(...ys), 4);
  const x = scaled(across.ticks, LEFT, width - RIGHT);
  const y = scaled(up.ticks, TOP + PLOT, TOP);
  const color = css(MODEL_LOOKS[letter].color);
  const digits = Math.min(3, up.digits + 1);
  const level = (value: number, className: string, name: string) => (
    <g>
      <line className={className} x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
      <text className="chart-text" x={width - RIGHT + 6} y={y(value) + 4}>
        {`${name}${decimal(value, digits)}`}
      </text>
    </g>
  );
  return (
    <svg className="chart" width={width} height={TOP + PLOT + 34} role="img" aria-label={title}>
      {up.ticks.map((tick) => (
        <g key={tick}>
          <line className="chart-grid" x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
          <text className="chart-text" x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
            {decimal(tick, Math.min(3, up.digits))}
          </text>
        </g>
      ))}
      {across.ticks.map((tick) => (
        <text key={tick} className="chart-text" x={x(tick)} y={TOP + PLOT + 16} textAnchor="middle">
          {decimal(tick, Math.min(3, across.digits))}
        </text>
      ))}
      <text className="chart-text" x={width - RIGHT} y={TOP + PLOT + 30} textAnchor="end">
        {unit}
      </text>
      {level(bias, 'chart-bias', '')}
      {limits.map((value) => (
        <g key={value}>{level(value, 'chart-limit', '')}</g>
      ))}
      {points.map((p, n) => (
        <circle key={n} cx={x(p.mean)} cy={y(p.difference)} r="3" fill={color} stroke="rgb(0 0 0 / 0.5)" />
      ))}
    </svg>
  );
}

const scaled = (ticks: readonly number[], from: number, to: number) => (v: number) =>
  from + ((v - ticks[0]!) / (ticks.at(-1)! - ticks[0]!)) * (to - from);
