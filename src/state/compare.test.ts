import { describe, expect, it } from 'vitest';
import type { FigureRow, MetricInfo } from '../core/compare/figures.ts';
import { pictureGrid } from '../core/grid.ts';
import type { Plan } from '../core/plan.ts';
import type { App, Workers } from './app.ts';
import { commonLabels, compareOf, setCompare } from './compare.ts';
import { comparisonCsv, comparisonJson, testsOf } from './compareExport.ts';
import { batchFiguresOf, bestPerLabel, caseFiguresOf, pairedValues } from './compareFigures.ts';
import { type Contender, type Letter, NO_COMPARISON } from './compareState.ts';
import { run } from './commands/index.ts';
import { createApp } from './createApp.ts';
import { newDocument } from './document.ts';
import { paneApp } from './paneApp.ts';

const METRICS = ['dice', 'iou', 'precision', 'recall', 'hd95', 'volume'].map((id): MetricInfo => ({
  id,
  title: id,
  unit: id === 'hd95' ? 'length' : id === 'volume' ? 'volume' : 'part',
  better: id === 'hd95' ? 'lower' : id === 'volume' ? null : 'higher',
  source: '',
  empty: '',
}));

const plan = (id: string, ...labels: string[]) =>
  ({
    id,
    title: id,
    net: 'n',
    config: {},
    labels: labels.map((name, n) => ({ value: n + 1, name, color: [n, n, n] })),
    input: { channels: 1, color: 'luminance', modality: '' },
    patch: { size: [32, 32], multiple: 8, overlap: 0.5 },
    output: { activation: 'sigmoid', threshold: 0.5 },
    testTime: { flips: false, largestComponent: false, fillHoles: false },
    provenance: {},
  }) as unknown as Plan;

/** Pixels of a slice: all of them are alike. */
const AREA = 4;
const spread = (slices: readonly number[]) => slices.flatMap((v) => Array.from({ length: AREA }, () => v));

/** `masks`: what each model says of every slice. */
function opened(masks: Readonly<Record<string, readonly number[]>>, edits: readonly number[] = []) {
  const slices = Object.values(masks)[0]!.length;
  const asked: { id: string; slice: number; flips: boolean }[] = [];
  const predict = async ({ plan: p, slice }: { plan: Plan; slice: number }) => {
    asked.push({ id: p.id, slice, flips: p.testTime.flips });
    return { labels: Uint8Array.from(spread([masks[p.id]![slice]!])), bytes: 7 };
  };
  const judge = async (of: {
    truth: Uint8Array;
    map: Uint8Array;
    labels: number[];
    slices: number[];
    whole: boolean;
  }) =>
    of.labels.flatMap((label) => {
      const one = (slice: number | null, ns: readonly number[]): FigureRow => {
        const count = (t: boolean, p: boolean) =>
          ns.filter((n) => (of.truth[n] === label) === t && (of.map[n] === label) === p).length;
        const [tp, fp, fn] = [count(true, true), count(false, true), count(true, false)];
        const figures = {
          dice: (2 * tp) / (2 * tp + fp + fn),
          iou: tp / (tp + fp + fn),
          precision: 0,
          recall: 0,
          hd95: NaN,
          volume: tp + fp,
        };
        return { case: 'c', slice, label, figures, tp, fp, fn, unit: 'px', volumeUnit: 'voxels' };
      };
      const all = of.slices.map((w) =>
        one(
          w,
          Array.from({ length: AREA }, (_, n) => AREA * w + n),
        ),
      );
      return of.whole ? [one(null, [...of.truth.keys()]), ...all] : all;
    });
  const ml = {
    setVolume: async () => undefined,
    predictSlice: predict,
    predictMeasured: predict,
    judge,
    metrics: async () => METRICS,
  };
  const io = {
    store: async () => undefined,
    list: async () => ({ cases: [], freeBytes: null }),
    learnRecord: async () => null,
    readTruth: async () => ({ map: Uint8Array.from({ length: AREA * slices }, () => 1), objects: null }),
  };
  const app = createApp({ io: { api: io, stop() {} }, ml: { api: ml, stop() {} } } as unknown as Workers);
  const grid = { ...pictureGrid(2, 2, slices), spacing: [1, 1, 5] as const };
  const volume = {
    id: 'v',
    name: 'v',
    modality: '',
    grid,
    voxels: new Uint8Array(AREA * slices),
    channels: 1,
    about: {},
  };
  app.document = newDocument('c', '2026-01-01', volume as never);
  app.document.edits.set(spread(edits));
  app.store.setState((s) => ({
    current: { id: 'c', name: 'c', exported: false },
    models: Object.keys(masks).map((id) => ({ id, plan: plan(id, 'Disc'), source: 'shipped', bytes: 1, version: 1 })),
    model: 'a',
    labels: [{ value: 1, name: 'Disc', color: [0, 0, 0], visible: true, locked: false }],
    backend: { ...s.backend, state: 'ready' },
    view: { ...s.view, slice: 1 },
  }));
  return { app, asked };
}

const settled = async (app: App) => {
  for (let n = 0; n < 20; n++) await new Promise((go) => setTimeout(go, 0));
  return compareOf(app);
};

describe('comparing models of a case', () => {
  it('starts with the model of the case and those that know its labels', async () => {
    const { app } = opened({ a: [1, 1, 0], b: [1, 0, 0] });
    await run(app, 'compare-refresh');
    expect(compareOf(app).contenders.map((c) => [c.letter, c.title])).toEqual([
      ['A', 'a'],
      ['B', 'b'],
    ]);
    expect(compareOf(app).reference).toBeNull();
  });

  it('runs each on every slice, the one in view first, and judges against a truth', async () => {
    const { app, asked } = opened({ a: [1, 1, 0], b: [1, 0, 0] });
    await run(app, 'compare-refresh');
    await run(app, 'compare-load-truth', new File([], 'truth.nii'));
    await run(app, 'compare-run');
    const compare = await settled(app);
    expect(asked.map(({ id, slice }) => id + slice)).toEqual(['a1', 'a2', 'a0', 'b1', 'b2', 'b0']);
    expect(compare.contenders.map((c) => [c.state, c.run?.slices, c.run?.bytes])).toEqual([
      ['done', 3, 7],
      ['done', 3, 7],
    ]);
    expect([...compare.differing!]).toEqual([0, AREA, 0]);
    expect(compare.reference).toEqual({ kind: 'file', name: 'truth.nii' });
    expect(caseFiguresOf(compare, 'A', 1, 'whole').all?.figures.dice).toBeCloseTo(4 / 5, 12);
    expect(caseFiguresOf(compare, 'B', 1, 'whole').units.map((r) => r.slice)).toEqual([0, 1, 2]);
    expect(bestPerLabel(compare)).toEqual(new Map([[1, 'A']]));
    expect(testsOf(compare, 1, 'dice')[0]).toMatchObject({ first: 'A', second: 'B', pairs: 3, n: 1 });
  });

  it('judges only corrected slices against the corrected mask', async () => {
    const { app } = opened({ a: [1, 1, 0], b: [1, 0, 0] }, [255, 1, 255]);
    await run(app, 'compare-refresh');
    await run(app, 'compare-run');
    const compare = await settled(app);
    expect(compare).toMatchObject({ reference: { kind: 'edits' }, set: 'corrected', slices: { corrected: [1] } });
    const [a, b] = (['A', 'B'] as const).map((l) => caseFiguresOf(compare, l, 1, 'corrected'));
    expect([a!.all?.figures.dice, b!.all?.figures.dice]).toEqual([1, 0]);
    expect(a!.units.map((r) => r.slice)).toEqual([1]);
  });

  it('forgets masks when an option at prediction changes, and hands it to every model', async () => {
    const { app, asked } = opened({ a: [1], b: [1] });
    await run(app, 'compare-refresh');
    await run(app, 'compare-run');
    await run(app, 'compare-options', { flips: true });
    expect(app.compared.masks.size).toBe(0);
    expect(compareOf(app).contenders.map((c) => c.state)).toEqual(['waiting', 'waiting']);
    await run(app, 'compare-run');
    expect(asked.slice(2).map((a) => a.flips)).toEqual([true, true]);
  });

  it('makes a mask the prediction in one undo step', async () => {
    const { app } = opened({ a: [1, 1, 0], b: [1, 0, 0] });
    await run(app, 'compare-refresh');
    await run(app, 'compare-run');
    await run(app, 'compare-use', 'B');
    expect([...app.document!.prediction]).toEqual(spread([1, 0, 0]));
    expect(app.store.getState().model).toBe('b');
    await run(app, 'undo');
    expect([...app.document!.prediction]).toEqual(spread([0, 0, 0]));
  });

  it('goes round the slices that differ', async () => {
    const { app } = opened({ a: [1, 1, 0], b: [1, 0, 1] });
    await run(app, 'compare-refresh');
    await run(app, 'compare-run');
    await run(app, 'next-difference');
    expect(app.store.getState().view.slice).toBe(2);
    await run(app, 'next-difference');
    expect(app.store.getState().view.slice).toBe(1);
  });
});

describe('labels of several models', () => {
  it('are matched by name, whatever their values', () => {
    const own = [{ value: 3, name: 'Spleen', color: [0, 0, 0] as const, visible: true, locked: false }];
    const { labels, values } = commonLabels(own, [
      { letter: 'A', plan: plan('a', 'Liver', 'Spleen') },
      { letter: 'B', plan: plan('b', 'Spleen') },
    ]);
    expect(labels.map((l) => [l.value, l.name])).toEqual([
      [3, 'Spleen'],
      [1, 'Liver'],
    ]);
    expect(values.get('A')!.slice(0, 3)).toEqual(Uint8Array.of(0, 1, 3));
    expect(values.get('B')!.slice(0, 2)).toEqual(Uint8Array.of(0, 3));
  });
});

describe('a pane', () => {
  it('shares the view while linked, and keeps its own when not', () => {
    const { app } = opened({ a: [1, 1, 0] });
    const [left, right] = [paneApp(app, 'A'), paneApp(app, 'B')];
    left.store.setState((s) => ({ view: { ...s.view, zoom: 2 } }));
    expect(right.store.getState().view.zoom).toBe(2);
    setCompare(app, { linked: false });
    left.store.setState((s) => ({ view: { ...s.view, zoom: 4 } }));
    expect([left, right, app].map((a) => a.store.getState().view.zoom)).toEqual([4, 2, 2]);
    expect(left.store.getState()).toBe(left.store.getState());
  });
});

const row = (name: string, tp: number, fp: number): FigureRow => ({
  case: name,
  slice: null,
  label: 1,
  figures: { dice: tp + fp === 0 ? NaN : (2 * tp) / (2 * tp + fp), hd95: fp ? Infinity : 0 },
  tp,
  fp,
  fn: 0,
  unit: 'mm',
  volumeUnit: 'mL',
});
const who = (letter: Letter): Contender => ({
  letter,
  of: { kind: 'model', id: `m${letter}`, version: 2 },
  title: letter,
  state: 'done',
  why: null,
  opacity: 1,
  run: null,
});
const one = (name: string, a: FigureRow, b: FigureRow) => ({
  key: name,
  name,
  id: null,
  state: 'done' as const,
  why: null,
  rows: { A: [a], B: [b] },
  slices: null,
  pictures: [],
});
const compare = {
  ...NO_COMPARISON,
  metrics: METRICS,
  batch: {
    from: 'folder' as const,
    labels: [{ value: 1, name: 'A, "b"', color: [0, 0, 0] as const, visible: true, locked: false }],
    alone: [],
    contenders: [who('A'), who('B')],
    cases: [one('x', row('x', 3, 1), row('x', 1, 0)), one('y', row('y', 0, 0), row('y', 2, 2))],
  },
};

describe('what is written to files', () => {
  it('says what is not a number, and never leaves a cell blank', () => {
    const lines = comparisonCsv({ compare, current: null }).trim().split('\n');
    expect(lines[0]).toBe('model,id,version,case,slice,label,name,dice,hd95,tp,fp,fn,empty,unit,volumeUnit');
    expect(lines[1]).toBe(`A,mA,2,x,all,1,"A, ""b""",${6 / 7},inf,3,1,0,none,mm,mL`);
    expect(lines[2]).toBe('A,mA,2,y,all,1,"A, ""b""",nan,0,0,0,0,both,mm,mL');
    expect(lines).toHaveLength(5);
  });

  it('keeps rows, models and tests as data', () => {
    const json = JSON.parse(comparisonJson({ compare, current: null })) as Record<string, unknown>;
    expect(json).toMatchObject({ reference: 'files of the folder', models: [{ letter: 'A' }, { letter: 'B' }] });
    expect((json.rows as { empty: string | null }[]).map((r) => r.empty)).toEqual([null, 'both', null, null]);
    expect(json.wilcoxon).toHaveLength(1);
  });

  it('means cases, and pairs them by name', () => {
    const [a, b] = (['A', 'B'] as const).map((l) => batchFiguresOf(compare, l, 1));
    expect(a!.all?.figures.dice).toBeCloseTo(6 / 7, 12);
    expect(pairedValues([a!, b!], 'dice')).toEqual({
      units: [
        { case: 'x', slice: null },
        { case: 'y', slice: null },
      ],
      values: [
        [6 / 7, NaN],
        [1, 4 / 6],
      ],
    });
  });
});
