import { type Grid, voxelCount } from '../core/grid.ts';
import { readLabelMap, readObjectMap } from '../io/readLabelMap.ts';
import { comparisonOf } from '../ml/metrics/comparison.ts';
import { INSTANCE_METRICS, measureAll } from '../ml/metrics/index.ts';
import { matchInstances, objectsIn } from '../ml/metrics/instances.ts';
import { type VoxelMeasure, voxelMeasure } from '../ml/metrics/volume.ts';
import { type CasePair, casePairs } from './casePairs.ts';
import { type Args, type CliCommand, UsageError } from './command.ts';
import { type Evaluation, type EvaluationRow, asCsv, asJson, asText } from './evaluationReport.ts';
import { readAsFile } from './readInput.ts';

/** Compares predicted label maps with true ones. */
export const evaluate: CliCommand = {
  name: 'evaluate',
  summary: 'Compare predicted label maps with true ones: overlap, surface distances, volume, objects.',
  options: [
    {
      name: 'truth',
      value: 'PATH',
      summary: 'True label map (.png, .nii, .nii.gz, .npy), or a folder.',
      required: true,
    },
    {
      name: 'pred',
      value: 'PATH',
      summary: 'Predicted label map, or a folder with the same names (NAME or NAME_mask).',
      required: true,
    },
    {
      name: 'spacing',
      value: 'X,Y,Z',
      summary: 'mm between columns, rows, slices; X,Y for pictures. Default the file’s, else pixels are counted.',
    },
    {
      name: 'tolerance',
      value: 'MM',
      summary: 'Distance that nsd forgives, in px where no spacing is known; default 1.',
    },
    {
      name: 'labels',
      value: 'N,N',
      summary: 'Label values to compare; default all above 0 in the truth or prediction.',
    },
    { name: 'nonzero', summary: 'Count every value above 0 as label 1, for masks of numbered objects.' },
    {
      name: 'instances',
      summary: 'Also match objects (F1); numbers are objects, or the parts of a mask. Counts as --nonzero too.',
    },
    {
      name: 'json',
      summary: 'Write all rows, means by label and pooled voxels as JSON; null = not defined or infinite.',
    },
    { name: 'csv', summary: 'Write a line a case and label, then the means; empty = not defined or infinite.' },
  ],
  async run(args, terminal) {
    if (args.flag('json') && args.flag('csv')) throw new UsageError('Choose one of --json and --csv.');
    const options = optionsOf(args);
    const rows: EvaluationRow[] = [];
    for (const pair of await casePairs(args.required('truth'), args.required('pred')))
      rows.push(...(await rowsOf(pair, options)));
    const other = rows.find((r) => r.unit !== rows[0]!.unit || r.volumeUnit !== rows[0]!.volumeUnit);
    if (other) {
      const [a, b] = [rows[0]!, other];
      throw new UsageError(
        `${a.case} is measured in ${a.unit} and ${a.volumeUnit}, ${b.case} in ${b.unit} and ${b.volumeUnit}: give --spacing.`,
      );
    }
    const evaluation: Evaluation = { rows, tolerance: options.tolerance };
    if (args.flag('csv')) terminal.out(asCsv(evaluation));
    else if (args.flag('json')) terminal.out(asJson(evaluation));
    else terminal.out(asText(evaluation));
  },
};

interface Options {
  /** mm along i, j and k, or i and j of pictures; null = as the file says. */
  readonly spacing: readonly number[] | null;
  readonly tolerance: number;
  readonly labels: readonly number[] | null;
  readonly nonzero: boolean;
  readonly instances: boolean;
}

function optionsOf(args: Args): Options {
  const spacing = numberList(args, 'spacing', 'two or three sizes in mm above 0', (v) => v > 0 && Number.isFinite(v));
  if (spacing && spacing.length !== 2 && spacing.length !== 3)
    throw new UsageError(`--spacing has ${spacing.length} numbers; it must be X,Y,Z or X,Y.`);
  const labels = numberList(
    args,
    'labels',
    'label values from 1 to 254',
    (v) => Number.isInteger(v) && v >= 1 && v <= 254,
  );
  const instances = args.flag('instances');
  const nonzero = args.flag('nonzero') || instances;
  if (labels && nonzero)
    throw new UsageError('--labels chooses label values, --nonzero and --instances make one of all.');
  return {
    spacing,
    tolerance: args.number('tolerance', 0) ?? 1,
    labels: labels && [...new Set(labels)],
    nonzero,
    instances,
  };
}

function numberList(args: Args, name: string, what: string, valid: (v: number) => boolean): readonly number[] | null {
  const text = args.text(name);
  if (text === undefined) return null;
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!values.every(valid)) throw new UsageError(`--${name} "${text}" is not a list of ${what}.`);
  return values;
}

/** The rows of one case, the prediction voxel for voxel on the truth's grid. */
async function rowsOf({ name, truth, pred }: CasePair, options: Options): Promise<EvaluationRow[]> {
  const read = options.nonzero ? readObjectMap : readLabelMap;
  const trueMap = await read(await readAsFile(truth));
  const { grid } = trueMap;
  const predMap = await read(await readAsFile(pred), grid);
  const frame = frameOf(grid, options.spacing, name);
  const rowOf = (label: number, inside: (stored: number) => boolean): EvaluationRow => {
    const [t, p] = [trueMap, predMap].map((m) => maskOf(m.voxels, inside)) as [Uint8Array, Uint8Array];
    const { size, spacing, measure } = frame;
    const comparison = comparisonOf({ truth: t, pred: p, size, spacing }, measure, options.tolerance);
    const { tp, fp, fn } = comparison.overlap;
    const figures = {
      ...measureAll(comparison),
      ...(options.instances &&
        objectFigures(objectsIn(trueMap.voxels, grid.size), objectsIn(predMap.voxels, grid.size))),
    };
    return { case: name, label, figures, tp, fp, fn, unit: measure.length, volumeUnit: measure.unit };
  };
  if (options.nonzero) return [rowOf(1, (v) => v > 0)];
  const labels = options.labels ?? labelsIn(trueMap.voxels, predMap.voxels);
  return labels.map((label) => rowOf(label, (v) => v === label));
}

function maskOf(map: Uint8Array | Uint32Array, inside: (stored: number) => boolean): Uint8Array {
  const mask = new Uint8Array(map.length);
  for (let n = 0; n < mask.length; n++) mask[n] = inside(map[n]!) ? 1 : 0;
  return mask;
}

function objectFigures(truth: ArrayLike<number>, pred: ArrayLike<number>): Readonly<Record<string, number>> {
  const matches = matchInstances(truth, pred);
  return Object.fromEntries(INSTANCE_METRICS.map((m) => [m.id, m.compute(matches)]));
}

function labelsIn(...maps: readonly ArrayLike<number>[]): readonly number[] {
  const seen = new Set<number>();
  for (const map of maps) for (let n = 0; n < map.length; n++) seen.add(map[n]!);
  seen.delete(0);
  return [...seen].sort((a, b) => a - b);
}

interface Frame {
  readonly size: readonly number[];
  readonly spacing: readonly number[];
  readonly measure: VoxelMeasure;
}

/** Sides and spacing for the metrics: a grid of one slice is 2-D. */
function frameOf(grid: Grid, given: readonly number[] | null, name: string): Frame {
  const flat = grid.size.lastIndexOf(1);
  const axes = [0, 1, 2].filter((axis) => axis !== flat);
  const stored = grid.spacingTrust === 'unknown' ? null : grid.spacing;
  const known = given ?? stored;
  if (known?.length === 2 && flat !== 2)
    throw new UsageError(`${name} is a volume of ${voxelCount(grid)} voxels: --spacing needs X,Y,Z.`);
  return {
    size: axes.map((axis) => grid.size[axis]!),
    spacing: axes.map((axis) => known?.[axis] ?? 1),
    measure: voxelMeasure(axes.length === 2 ? 2 : 3, known),
  };
}
