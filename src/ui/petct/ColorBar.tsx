import type { Tick } from './colorScale.ts';

interface Props {
  /** Colours from below. */
  readonly fills: readonly string[];
  readonly ticks: readonly Tick[];
  /** Unit of the numbers. */
  readonly title: string;
  /** Dark text, for a white pane. */
  readonly light: boolean;
}

const HEIGHT = 168;

/** A palette with its numbers. */
export function ColorBar({ fills, ticks, title, light }: Props) {
  const ink = light ? '#1a1d21' : '#dfe3e8';
  const step = HEIGHT / fills.length;
  return (
    <svg
      className="color-bar"
      width="64"
      height={HEIGHT + 26}
      viewBox={`-12 -20 64 ${HEIGHT + 26}`}
      role="img"
      aria-label={[title, ...ticks.map(({ text }) => text)].join(' ')}
    >
      <text x="10" y="-9" textAnchor="middle" fontSize="11" fontWeight="600" fill={ink}>
        {title}
      </text>
      {fills.map((fill, n) => (
        <rect key={fill} x="0" y={HEIGHT - (n + 1) * step} width="10" height={step + 0.6} fill={fill} />
      ))}
      <rect x=".5" y=".5" width="9" height={HEIGHT - 1} fill="none" stroke={ink} strokeOpacity=".6" />
      {ticks.map(({ part, text }) => {
        const y = HEIGHT - part * HEIGHT;
        return (
          <g key={text}>
            <line x1="10" x2="14" y1={y} y2={y} stroke={ink} />
            <text x="17" y={y + 4} fontSize="11" fill={ink}>
              {text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
