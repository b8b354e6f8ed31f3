import { basename } from 'node:path';
import { type LabelMap, readLabelMap } from '../io/readLabelMap.ts';
import { type Overlap, overlap, overlapOf } from '../ml/metrics/overlap.ts';
import { type CliCommand, UsageError } from './command.ts';
import { filesAt, readAsFile } from './readInput.ts';

const FIGURES = ['dice', 'iou', 'precision', 'recall'] as const satisfies readonly (keyof Overlap)[];
type Figure = (typeof FIGURES)[number];

/** One label of one case; null = 0 / 0, nothing to compare. */
type Row = Readonly<Record<Figure, number | null>> & {
  readonly case: string;
  readonly label: number;
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
};

/** Compares predicted label maps with true ones. */
export const evaluate: CliCommand = {
  name: 'evaluate',
  summary: 'Compare predicted label maps with true ones: Dice, IoU, precision, recall.',
  options: [
    { name: 'truth', value: 'PATH', summary: 'True label map, or a folder of them.', required: true },
    { name: 'pred', value: 'PATH', summary: 'Predicted label map, or a folder with the same names.', required: true },
    {
      name: 'labels',
      value: 'N,N',
      summary: 'Label values to compare; default all above 0 in the truth or prediction.',
    },
    { name: 'json', summary: 'Write rows, means and pooled figures as JSON.' },
    { name: 'csv', summary: 'Write one line a case and label, for a spreadsheet.' },
  ],
  async run(args, terminal) {
    if (args.flag('json') && args.flag('csv')) throw new UsageError('Choose one of --json and --csv.');
    const wanted = labelList(args.text('labels'));
    const rows: Row[] = [];
    for (const pair of await pairs(args.required('truth'), args.required('pred'))) {
      const truth = await readLabelMap(await readAsFile(pair.truth));
      const pred = await onGridOf(pair.pred, truth);
      const values = wanted ?? present(truth.voxels, pred.voxels);
      for (const label of values) rows.push(rowOf(pair.name, label, overlap(truth.voxels, pred.voxels, label)));
    }
    if (args.flag('csv')) terminal.out(asCsv(rows));
    else if (args.flag('json')) terminal.out(JSON.stringify({ rows, ...summaryOf(rows) }, null, 2));
    else terminal.out(asText(rows));
  },
};

function labelList(text: string | undefined): readonly number[] | null {
  if (text === undefined) return null;
  const values = text.split(',').map(Number);
  if (!values.every((v) => Number.isInteger(v) && v >= 1 && v <= 254))
    throw new UsageError(`--labels "${text}" is not a list of label values from 1 to 254.`);
  return values;
}

const stem = (path: string) => basename(path).replace(/\.(nii\.gz|[^.]+)$/i, '');

/** Truth and prediction by name. Two files are a pair whatever their names; of folders, every truth needs a prediction. */
async function pairs(truth: string, pred: string): Promise<readonly { name: string; truth: string; pred: string }[]> {
  const [truths, preds] = [await filesAt(truth), await filesAt(pred)];
  if (truths.length === 1 && truths[0] === truth && preds.length === 1 && preds[0] === pred) {
    return [{ name: stem(pred), truth, pred }];
  }
  const byStem = new Map(preds.map((p) => [stem(p), p]));
  const maps = truths.filter((path) => /\.(nii|nii\.gz|png|npy)$/i.test(path));
  if (maps.length === 0) throw new UsageError(`${truth} holds no .nii, .nii.gz, .png or .npy label maps.`);
  return maps.map((path) => {
    const found = byStem.get(stem(path));
    if (!found) throw new UsageError(`${path} has no prediction of the same name in ${pred}.`);
    return { name: stem(path), truth: path, pred: found };
  });
}

/** The prediction, voxel for voxel on the truth's grid. Throws Problem `labels.otherGrid` where it lies elsewhere. */
const onGridOf = async (path: string, truth: LabelMap): Promise<LabelMap> =>
  readLabelMap(await readAsFile(path), truth.grid);

function present(...maps: readonly Uint8Array[]): readonly number[] {
  const seen = new Set<number>();
  for (const map of maps) for (const v of map) seen.add(v);
  seen.delete(0);
  return [...seen].sort((a, b) => a - b);
}

const known = (figure: number): number | null => (Number.isNaN(figure) ? null : figure);

const rowOf = (name: string, label: number, o: Overlap): Row => ({
  case: name,
  label,
  dice: known(o.dice),
  iou: known(o.iou),
  precision: known(o.precision),
  recall: known(o.recall),
  tp: o.tp,
  fp: o.fp,
  fn: o.fn,
});

/** By label: the mean over cases where a figure is defined, and the figure of all voxels together. */
function summaryOf(rows: readonly Row[]) {
  const labels = [...new Set(rows.map((r) => r.label))].sort((a, b) => a - b);
  const of = (label: number) => rows.filter((r) => r.label === label);
  const mean = (values: readonly (number | null)[]) => {
    const defined = values.filter((v) => v !== null);
    return defined.length ? defined.reduce((a, b) => a + b, 0) / defined.length : null;
  };
  const sum = (list: readonly Row[], key: 'tp' | 'fp' | 'fn') => list.reduce((n, r) => n + r[key], 0);
  return {
    mean: labels.map((label) => ({
      label,
      cases: of(label).length,
      ...Object.fromEntries(FIGURES.map((f) => [f, mean(of(label).map((r) => r[f]))])),
    })),
    pooled: labels.map((label) => {
      const list = of(label);
      const all = overlapOf({ tp: sum(list, 'tp'), fp: sum(list, 'fp'), fn: sum(list, 'fn'), tn: 0 });
      return { label, ...Object.fromEntries(FIGURES.map((f) => [f, known(all[f])])) };
    }),
  };
}

const digits = (figure: unknown) => (typeof figure === 'number' ? figure.toFixed(4) : 'n/a');

function asCsv(rows: readonly Row[]): string {
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((r) =>
    [quoted(r.case), r.label, ...FIGURES.map((f) => r[f] ?? ''), r.tp, r.fp, r.fn].join(','),
  );
  return [['case', 'label', ...FIGURES, 'tp', 'fp', 'fn'].join(','), ...lines].join('\n');
}

function asText(rows: readonly Row[]): string {
  if (rows.length === 0) return 'Nothing to compare: no label above 0 in any of the maps.';
  const { mean, pooled } = summaryOf(rows);
  const width = Math.max(6, ...rows.map((r) => r.case.length)) + 2;
  const line = (name: string, label: number, figures: Readonly<Record<string, unknown>>) =>
    name.padEnd(width) + String(label).padStart(5) + FIGURES.map((f) => digits(figures[f]).padStart(11)).join('');
  return [
    'case'.padEnd(width) + 'label' + FIGURES.map((f) => f.padStart(11)).join(''),
    ...rows.map((r) => line(r.case, r.label, r)),
    ...mean.map((m) => line('mean', m.label, m)),
    ...pooled.map((p) => line('pooled', p.label, p)),
  ].join('\n');
}
