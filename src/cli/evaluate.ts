import type { FigureRow } from '../core/compare/figures.ts';
import { voxelCount } from '../core/grid.ts';
import { readLabelMap, readObjectMap } from '../io/readLabelMap.ts';
import { figureRow, frameOfGrid, labelsIn, maskOf, objectFigures } from '../ml/metrics/compareMaps.ts';
import { type CasePair, casePairs } from './casePairs.ts';
import { type Args, type CliCommand, UsageError } from './command.ts';
import { type Evaluation, asCsv, asJson, asText } from './evaluationReport.ts';
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
      summary:
        'Write all rows, means by label and pooled voxels as JSON; null = not defined or infinite: `empty` says why.',
    },
    {
      name: 'csv',
      summary: 'Write a line a case and label, then the means; nan = not defined, inf = no border to measure to.',
    },
  ],
  async run(args, terminal) {
    if (args.flag('json') && args.flag('csv')) throw new UsageError('Choose one of --json and --csv.');
    const options = optionsOf(args);
    const rows: FigureRow[] = [];
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
async function rowsOf({ name, truth, pred }: CasePair, options: Options): Promise<FigureRow[]> {
  const read = options.nonzero ? readObjectMap : readLabelMap;
  const trueMap = await read(await readAsFile(truth));
  const { grid } = trueMap;
  const predMap = await read(await readAsFile(pred), grid);
  if (options.spacing?.length === 2 && grid.size[2] > 1)
    throw new UsageError(`${name} is a volume of ${voxelCount(grid)} voxels: --spacing needs X,Y,Z.`);
  const frame = frameOfGrid(grid, options.spacing);
  const rowOf = (label: number, inside: number | 'any'): FigureRow => {
    const [t, p] = [maskOf(trueMap.voxels, inside), maskOf(predMap.voxels, inside)];
    return figureRow({ case: name, slice: null, label }, t, p, frame, options.tolerance);
  };
  if (options.nonzero) {
    const row = rowOf(1, 'any');
    const objects = options.instances ? objectFigures(trueMap.voxels, predMap.voxels, grid) : {};
    return [{ ...row, figures: { ...row.figures, ...objects } }];
  }
  const labels = options.labels ?? labelsIn(trueMap.voxels, predMap.voxels);
  return labels.map((label) => rowOf(label, label));
}
