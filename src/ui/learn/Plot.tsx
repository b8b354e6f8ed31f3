import { useEffect, useLayoutEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { decimal } from '../format/numbers.ts';
import { useThemeInForce } from '../useTheme.ts';

/** A custom property of tokens.css. */
type Token = `--${string}`;

interface Marks {
  /** A dashed line across, with its text below it at the right end. */
  readonly level?: { readonly y: number; readonly text: string } | null;
  /** A dotted line upright. */
  readonly upright?: number | null;
  /** A ring, with its text before it. */
  readonly best?: { readonly x: number; readonly y: number; readonly text: string } | null;
}

interface Props extends Marks {
  readonly x: readonly number[];
  /** Right end of the x axis; it begins at 0. */
  readonly end: number;
  readonly lines: readonly {
    readonly y: readonly (number | null)[];
    readonly color: Token;
    readonly width: number;
    readonly points?: boolean;
  }[];
  /** Lower end of the y axis; else a little below the least value. */
  readonly floor?: number;
}

/** Lines over numbers, drawn by uPlot in the colours of the theme and as large as its parent. */
export function Plot({ x, end, lines, floor, level = null, upright = null, best = null }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const theme = useThemeInForce();
  const marks = useRef<Marks>({});
  const data = useRef<uPlot.AlignedData>([[]]);
  const looks = JSON.stringify(lines.map(({ color, width, points }) => ({ color, width, points })));

  useLayoutEffect(() => {
    marks.current = { level, upright, best };
    data.current = [[...x], ...lines.map((l) => [...l.y])];
    plot.current?.setData(data.current);
  });

  useEffect(() => {
    const element = host.current!;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const color = colorsOf(element);
    const styles = JSON.parse(looks) as Pick<Props['lines'][number], 'color' | 'width' | 'points'>[];
    const made = new uPlot(
      {
        ...size(),
        cursor: { show: false },
        legend: { show: false },
        padding: [12, 16, 0, 0],
        scales: {
          x: { time: false, range: [0, end] },
          y: { range: (_, low, high) => rangeOf(low, high, marks.current.level?.y, floor) },
        },
        axes: [
          { ...axis(color, element), size: 26, gap: 6, splits: () => quarters(end) },
          {
            ...axis(color, element),
            size: 44,
            gap: 8,
            space: 28,
            incrs: INCREMENTS,
            values: (_, at, _axis, _space, increment) => at.map((y) => decimal(y, decimalsOf(increment))),
          },
        ],
        series: [
          {},
          ...styles.map(({ color: token, width, points }): uPlot.Series => ({
            stroke: color(token),
            width,
            spanGaps: true,
            points: points ? { show: true, size: 4.4, fill: color(token), width: 0 } : { show: false },
          })),
        ],
        hooks: { draw: [(u) => drawMarks(u, marks.current, color, element)] },
      },
      data.current,
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [theme, end, floor, looks]);

  return <div ref={host} className="plot" />;
}

/** Round distances of the lines across: 0.001, 0.002, 0.005, 0.01 and so on. */
const INCREMENTS = [-3, -2, -1, 0, 1, 2, 3].flatMap((power) => [1, 2, 5].map((m) => Number(`${m}e${power}`)));
const decimalsOf = (increment: number) => Math.max(0, -Math.floor(Math.log10(increment) + 1e-9));
const quarters = (end: number) => [...new Set([0, 1, 2, 3, 4].map((n) => Math.round((n * end) / 4)))];

const colorsOf = (element: Element) => {
  const style = getComputedStyle(element);
  return (token: Token) => style.getPropertyValue(token).trim();
};
type Colors = ReturnType<typeof colorsOf>;

const fontOf = (element: Element, weight = 400, ratio = 1) =>
  `${weight} ${11 * ratio}px ${getComputedStyle(element).fontFamily}`;

const axis = (color: Colors, element: Element): uPlot.Axis => ({
  stroke: color('--text-3'),
  font: fontOf(element),
  grid: { stroke: color('--line'), width: 1 },
  ticks: { show: false },
});

function rangeOf(
  low: number | null,
  high: number | null,
  level: number | undefined,
  floor: number | undefined,
): [number, number] {
  if (low === null || high === null) return [floor ?? 0, 1];
  const least = Math.min(low, level ?? low);
  const most = Math.max(high, level ?? high);
  // flat curves keep a scale that has figures
  const room = Math.max(0.01, 0.08 * (most - least));
  return [floor ?? least - room, most + room];
}

function drawMarks(u: uPlot, { level, upright, best }: Marks, color: Colors, element: Element): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const px = (x: number) => u.valToPos(x, 'x', true);
  const py = (y: number) => u.valToPos(y, 'y', true);
  const line = (
    stroke: string,
    width: number,
    dash: readonly number[],
    from: readonly [number, number],
    to: readonly [number, number],
  ) => {
    ctx.beginPath();
    ctx.strokeStyle = stroke;
    ctx.lineWidth = width * ratio;
    ctx.setLineDash(dash.map((d) => d * ratio));
    ctx.moveTo(...from);
    ctx.lineTo(...to);
    ctx.stroke();
    ctx.setLineDash([]);
  };
  ctx.save();
  ctx.textAlign = 'right';
  if (typeof upright === 'number') {
    const x = px(upright);
    line(color('--line-control'), 1, [2, 3], [x, bbox.top], [x, bbox.top + bbox.height]);
  }
  if (level) {
    const y = py(level.y);
    line(color('--text-2'), 1.2, [5, 4], [bbox.left, y], [bbox.left + bbox.width, y]);
    ctx.font = fontOf(element, 400, ratio);
    ctx.fillStyle = color('--text-2');
    ctx.textBaseline = 'top';
    ctx.fillText(level.text, bbox.left + bbox.width, y + 4 * ratio);
  }
  if (best) {
    const [x, y] = [px(best.x), py(best.y)];
    ctx.beginPath();
    ctx.arc(x, y, 4.5 * ratio, 0, 2 * Math.PI);
    ctx.fillStyle = color('--bg1');
    ctx.fill();
    ctx.strokeStyle = color('--accent');
    ctx.lineWidth = 2 * ratio;
    ctx.stroke();
    ctx.font = fontOf(element, 600, ratio);
    ctx.fillStyle = color('--text');
    ctx.textBaseline = 'bottom';
    const width = ctx.measureText(best.text).width;
    const before = x - width - 8 * ratio > bbox.left;
    ctx.textAlign = before ? 'right' : 'left';
    ctx.fillText(best.text, x + (before ? -8 : 8) * ratio, y - 4 * ratio);
  }
  ctx.restore();
}
