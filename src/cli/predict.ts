import { testTimeOf, withTestTime } from '../core/compare/testTime.ts';
import { nativePlane, planeOf } from '../core/plane.ts';
import { type NiftiImage, niftiBytes, writeNifti } from '../io/export/niftiWriter.ts';
import { labelPng } from '../io/export/pngWriter.ts';
import { writeNpy } from '../io/npy.ts';
import { makeHalfModel, makeModel } from '../ml/infer/model.ts';
import { predictVolume } from '../ml/infer/predictVolume.ts';
import { BACKEND_OPTION, PRECISION_OPTION, startNamed, wantsHalves } from './backendOption.ts';
import { type CliCommand, UsageError } from './command.ts';
import { openModel } from './modelFolder.ts';
import { readVolume } from './readInput.ts';
import { writeOutput } from './writeOutput.ts';

/** Draws the mask of an image with a model, as the app does. */
export const predict: CliCommand = {
  name: 'predict',
  summary: 'Predict the mask of an image with a model.',
  options: [
    {
      name: 'model',
      value: 'ID',
      summary: 'Id of a shipped model, or a folder with plan.json and weights.',
      required: true,
    },
    { name: 'image', value: 'PATH', summary: 'Image file, or the folder of a DICOM series.', required: true },
    {
      name: 'out',
      value: 'FILE',
      summary:
        'Label map: .png (one slice; grey values are labels), .nii, .nii.gz (the image’s grid) or .npy ([z, y, x]).',
      required: true,
    },
    { name: 'threshold', value: 'P', summary: 'Least probability of a label; default the plan’s.' },
    { name: 'flips', summary: 'Average over the image and its mirror images.' },
    {
      name: 'tile',
      value: 'PX',
      summary: 'Side of a tile, rounded up to what the network divides; default the plan’s.',
    },
    { name: 'overlap', value: 'P', summary: 'Part of a tile that neighbours share, 0 to 0.75; default the plan’s.' },
    { name: 'largest', summary: 'Keep the largest part of each label.' },
    { name: 'fill-holes', summary: 'Fill the holes of each label.' },
    BACKEND_OPTION,
    PRECISION_OPTION,
    { name: 'json', summary: 'Write voxels a label, seconds, and what was done at prediction, as JSON.' },
  ],
  async run(args, terminal) {
    const out = args.required('out');
    const kind = /\.(png|nii\.gz|nii|npy)$/i.exec(out)?.[1]?.toLowerCase();
    if (!kind) throw new UsageError(`--out "${out}" must end in .png, .nii, .nii.gz or .npy.`);
    const { plan: stored, values } = await openModel(args.required('model'));
    const plan = withTestTime(stored, {
      flips: args.flag('flips') || null,
      tile: args.integer('tile', 1, 4096) ?? null,
      overlap: args.number('overlap', 0, 0.75) ?? null,
      threshold: args.number('threshold', 0, 1) ?? null,
      largestComponent: args.flag('largest') || null,
      fillHoles: args.flag('fill-holes') || null,
    });
    const volume = await readVolume(args.required('image'));
    if (kind === 'png' && planeOf(volume.grid, nativePlane(volume.grid)).slices > 1) {
      throw new UsageError(`${volume.name} has several slices: write .nii.gz or .npy.`);
    }
    const backend = await startNamed(args, terminal);
    const model = wantsHalves(args) ? await makeHalfModel(plan, values) : makeModel(plan, values);
    const started = performance.now();
    const map = await predictVolume(model.forward, plan, volume);
    const seconds = (performance.now() - started) / 1000;
    model.dispose();

    const image: NiftiImage = { grid: volume.grid, voxels: map, label: true, description: `Limn ${plan.id}` };
    if (kind === 'png') await writeOutput(out, labelPng(map, planeOf(volume.grid, nativePlane(volume.grid)), 0));
    else if (kind === 'npy') await writeOutput(out, writeNpy(map, [...volume.grid.size].reverse()));
    else if (kind === 'nii') await writeOutput(out, niftiBytes(image));
    else await writeOutput(out, new Uint8Array(await (await writeNifti(image, true)).arrayBuffer()));

    const labels = plan.labels.map(({ value, name }) => ({
      value,
      name,
      voxels: map.reduce((n, v) => n + (v === value ? 1 : 0), 0),
    }));
    if (args.flag('json'))
      terminal.out(JSON.stringify({ out, model: plan.id, backend, seconds, testTime: testTimeOf(plan), labels }));
    else
      terminal.out(`${out}: ${labels.map((l) => `${l.name} ${l.voxels} voxels`).join(', ')}; ${seconds.toFixed(1)} s`);
  },
};
