import { boxOf } from '../../core/compare/distribution.ts';
import { css, MODEL_LOOKS } from '../../core/compare/looks.ts';
import type { Letter } from '../../state/compareState.ts';
import { decimal } from '../format/numbers.ts';
import { ticksOf } from './scale.ts';

interface Props {
  readonly title: string;
  readonly rows: readonly { readonly letter: Letter; readonly values: readonly number[] }[];
  readonly width: number;
  /** Largest value that the metric can have, where there is one. */
  readonly top?: number;
}

const LEFT = 84;
const RIGHT = 18;
const ROW = 44;
const HEIGHT = 22;

/** A box plot a contender: box of the quartiles, line at the median, whiskers (Tukey), and every value as a point. */
export function BoxPlot({ title, rows, width, top }: Props) {
  const all = rows.flatMap((r) => r.values.filter(Number.isFinite));
  if (all.length === 0) return null;
  const high = Math.max(...all);
  const { ticks, digits } = ticksOf(Math.min(...all), top === undefined ? high : Math.min(top, high));
  const [from, to] = [ticks[0]!, ticks.at(-1)!];
  const x = (v: number) => LEFT + ((v - from) / (to - from)) * (width - LEFT - RIGHT);
  const bottom = rows.length * ROW + 8;
  const places = Math.max(2, digits + 1) > 3 ? 3 : Math.max(2, digits + 1);
  return (
    <svg className="chart" width={width} height={bottom + 22} role="img" aria-label={title}>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className="chart-grid" x1={x(tick)} x2={x(tick)} y1="4" y2={bottom} />
          <text className="chart-text" x={x(tick)} y={bottom + 16} textAnchor="middle">
            {decimal(tick, Math.min(3, digits))}
          </text>
        </g>
      ))}
      {rows.map(({ letter, values }, n) => {
        const box = boxOf(values);
        const y = n * ROW + ROW / 2 + 4;
        const color = css(MODEL_LOOKS[letter].color);
        return (
          <g key={letter}>
            <rect className="chart-letter" x="12" y={y - 9} width="18" height="18" rx="3" stroke={color} />
            <text className="chart-strong" x="21" y={y + 4} textAnchor="middle">
              {letter}
            </text>
            {box && (
              <>
                <text className="chart-text" x="38" y={y + 4}>
                  {decimal(box.median, places)}
                </text>
                <path
                  className="chart-whisker"
                  d={`M${x(box.low)} ${y}H${x(box.q1)}M${x(box.q3)} ${y}H${x(box.high)}M${x(box.low)} ${y - 5}v10M${x(box.high)} ${y - 5}v10`}
                />
                <rect
                  x={x(box.q1)}
                  y={y - HEIGHT / 2}
                  width={Math.max(1, x(box.q3) - x(box.q1))}
                  height={HEIGHT}
                  fill={css(MODEL_LOOKS[letter].color, 0.2)}
                  stroke={color}
                />
                <line
                  className="chart-median"
                  x1={x(box.median)}
                  x2={x(box.median)}
                  y1={y - HEIGHT / 2}
                  y2={y + HEIGHT / 2}
                />
                {values.map((v, i) =>
                  // the order of the units spreads equal values over the height of the box
                  Number.isFinite(v) ? (
                    <circle key={i} cx={x(v)} cy={y + (((i * 5) % 7) - 3) * 2.4} r="1.9" fill={color} />
                  ) : null,
                )}
              </>
            )}
          </g>
        );
      })}
    </svg>
  );
}
