import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef } from 'react';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { useApp, useAppState } from '../useApp.ts';
import { useElementWidth } from '../useElementWidth.ts';
import { type Bin, binsOf, sliceAt } from './bins.ts';

/** Height of the bars and of the marks below them, CSS px. */
const BAR = 28;
const MARK = 37;
/** A bar and its gap need this much room, CSS px. */
const NARROWEST = 3;

interface Props {
  readonly slices: number;
  /** Height of the bar of slice w, and whether it has a dot below (more than 0): the same functions for the same bars. */
  readonly height: (w: number) => number;
  readonly mark: (w: number) => number;
}

/** The bars: drag along them to leaf through the slices, or use the arrow keys. */
export function SliceBars({ slices, height, mark }: Props) {
  const app = useApp();
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const width = useElementWidth(box);
  const slice = useAppState((s) => s.view.slice);
  const bins = useMemo(() => binsOf(slices, width / NARROWEST, height, mark), [slices, width, height, mark]);
  const here = bins.findIndex((b) => slice <= b.last);

  const scrub = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const { left, width: across } = event.currentTarget.getBoundingClientRect();
    const to = sliceAt(event.clientX - left, across, slices);
    if (to !== app.store.getState().view.slice) invoke(app, 'go-to-slice', to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = {
      ArrowRight: slice + 1,
      ArrowUp: slice + 1,
      ArrowLeft: slice - 1,
      ArrowDown: slice - 1,
      PageUp: slice + 10,
      PageDown: slice - 10,
      Home: 0,
      End: slices - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    invoke(app, 'go-to-slice', to);
  };

  return (
    <div
      ref={box}
      className="bars"
      role="slider"
      tabIndex={0}
      aria-label={t('ribbon.slice')}
      aria-valuemin={1}
      aria-valuemax={slices}
      aria-valuenow={slice + 1}
      aria-valuetext={t('stage.slice', { n: slice + 1, of: slices })}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(event);
      }}
      onPointerMove={scrub}
      onKeyDown={onKeyDown}
    >
      {width > 0 && (
        <svg width={width} height="44" aria-hidden>
          <Here bin={bins[here]} at={here} count={bins.length} width={width} />
          <Bars bins={bins} width={width} />
          <HereBar bin={bins[here]} at={here} count={bins.length} width={width} />
        </svg>
      )}
    </div>
  );
}

interface Place {
  readonly bin: Bin | undefined;
  readonly at: number;
  readonly count: number;
  readonly width: number;
}

const spot = (at: number, count: number, width: number) => {
  const step = width / count;
  const gap = step >= 6 ? 2 : step >= 4 ? 1 : 0.5;
  return { x: at * step, w: Math.max(1, step - gap) };
};
const tall = (bin: Bin) => (bin.height === 0 ? 2 : Math.max(3, bin.height * (BAR - 2)));

/** The slice shown: a cell over the whole height, never thinner than 5 px. */
function Here({ bin, at, count, width }: Place) {
  if (!bin) return null;
  const { x, w } = spot(at, count, width);
  const wide = Math.max(5, w);
  return <rect className="here-cell" x={x + (w - wide) / 2 + 0.5} y="0.5" width={wide - 1} height="43" />;
}

function HereBar({ bin, at, count, width }: Place) {
  if (!bin) return null;
  const { x, w } = spot(at, count, width);
  return <rect className="here" x={x} y={BAR - tall(bin)} width={w} height={tall(bin)} />;
}

/** All bars as three shapes, so that a stack of a thousand slices stays three elements. */
const Bars = memo(function Bars({ bins, width }: { bins: readonly Bin[]; width: number }) {
  let plain = '';
  let decided = '';
  let marks = '';
  bins.forEach((bin, n) => {
    const { x, w } = spot(n, bins.length, width);
    const bar = `M${x.toFixed(2)} ${BAR}v${(-tall(bin)).toFixed(2)}h${w.toFixed(2)}V${BAR}z`;
    if (!bin.decided) plain += bar;
    else {
      decided += bar;
      const r = Math.min(3, Math.max(1, w / 2));
      marks += `M${(x + w / 2 - r).toFixed(2)} ${MARK}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    }
  });
  return (
    <>
      <path className="plain" d={plain} />
      <path className="decided" d={decided} />
      <path className="mark" d={marks} />
    </>
  );
});
