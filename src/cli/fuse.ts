import { basename } from 'node:path';
import type { FusionPlan } from '../core/fusionPlan.ts';
import { indexAt, type Plane } from '../core/plane.ts';
import { type NiftiImage, niftiBytes, writeNifti } from '../io/export/niftiWriter.ts';
import { greyPng } from '../io/export/pngWriter.ts';
import { writeNpy } from '../io/npy.ts';
import { fitTo } from '../ml/checkpoint/recognise.ts';
import { fuseSlice, makeFusion, plainBlend } from '../ml/fusion/fusionModel.ts';
import { meanFigures } from '../ml/fusion/meanFigures.ts';
import { bytesOf, pairFigures } from '../ml/fusion/pairFigures.ts';
import { LEAST_SIDE } from '../ml/metrics/fusion/greyImage.ts';
import type { FusionFigures } from '../ml/metrics/fusion/index.ts';
import type { Net } from '../ml/net.ts';
import { dcifGan } from '../ml/nets/dcifGan.ts';
import type { WeightValues } from '../ml/params.ts';
import { BACKEND_OPTION, startNamed } from './backendOption.ts';
import { type Args, type CliCommand, UsageError } from './command.ts';
import { fusionPlanOf } from './fusionPlanOf.ts';
import { readPair, WINDOW_NOTE, WINDOW_OPTIONS, windowsOf } from './fusionPairs.ts';
import { openFusionModel } from './modelFolder.ts';
import { openWeights } from './openWeights.ts';
import { writeOutput } from './writeOutput.ts';

/** The learned fusion of a PET and a CT, as the app shows it. */
export const fuse: CliCommand = {
  name: 'fuse',
  summary: 'Fuse a CT and a PET into one grey image with a fusion model (DCIF-GAN). Not for measurement.',
  options: [
    {
      name: 'ct',
      value: 'PATH',
      summary: 'CT: picture, .npy, volume, or the folder of a DICOM series.',
      required: true,
    },
    {
      name: 'pet',
      value: 'PATH',
      summary: 'PET, likewise. On another grid it is resampled on the CT’s.',
      required: true,
    },
    { name: 'model', value: 'ID', summary: 'Id of a shipped fusion model, or a folder with plan.json and weights.' },
    { name: 'weights', value: 'FILE', summary: 'Instead of a model: generators of dcif-gan, .safetensors, .pt, .pth.' },
    {
      name: 'out',
      value: 'FILE',
      summary: 'Grey 0..255: .png (one slice), .npy ([h, w] or [slices, h, w]), .nii, .nii.gz (the CT’s grid).',
      required: true,
    },
    { name: 'slice', value: 'N', summary: 'Only slice N of a volume, counted from 1.' },
    ...WINDOW_OPTIONS,
    BACKEND_OPTION,
    { name: 'json', summary: 'Write the eight figures of the fusion and of the plain blend 0.5 CT + 0.5 PET as JSON.' },
  ],
  notes: [
    WINDOW_NOTE,
    'Slices are fused one by one; sides are mirrored at their ends up to a multiple of the attention window.',
  ],
  async run(args, terminal) {
    const out = args.required('out');
    const kind = /\.(png|nii\.gz|nii|npy)$/i.exec(out)?.[1]?.toLowerCase();
    if (!kind) throw new UsageError(`--out "${out}" must end in .png, .nii, .nii.gz or .npy.`);
    const { plan, values } = await modelOf(args);
    const volumes = await readPair(args.required('ct'), args.required('pet'), plan.input, windowsOf(args));
    const { grid, plane } = volumes;
    const slice = args.integer('slice', 1, plane.slices);
    const slices = slice ? [slice - 1] : Array.from({ length: plane.slices }, (_, w) => w);
    if (kind === 'png' && slices.length > 1)
      throw new UsageError(
        `${args.required('ct')} has ${slices.length} slices: say --slice N, or write .nii.gz or .npy.`,
      );
    if (slice && kind.startsWith('nii') && plane.slices > 1)
      throw new UsageError('One slice of a volume is written as .png or .npy.');

    if (args.flag('json') && Math.min(plane.width, plane.height) < LEAST_SIDE)
      throw new UsageError(`--json: figures need slices of ${LEAST_SIDE} x ${LEAST_SIDE} or more.`);

    const backend = await startNamed(args, terminal);
    const model = makeFusion(plan, values);
    const area = plane.width * plane.height;
    const shown = new Uint8Array(slices.length * area);
    const figures: { fused: FusionFigures; blend: FusionFigures }[] = [];
    for (const [n, w] of slices.entries()) {
      const sources = volumes.pair(w);
      const fused = await fuseSlice(model, sources);
      shown.set(bytesOf(fused), n * area);
      if (args.flag('json'))
        figures.push({ fused: pairFigures(sources, fused), blend: pairFigures(sources, plainBlend(sources)) });
      if (slices.length > 1) terminal.note(`slice ${n + 1} of ${slices.length}`);
    }
    model.dispose();

    if (kind === 'png') await writeOutput(out, greyPng(shown, plane.width, plane.height));
    else if (kind === 'npy') {
      const shape = [...(slices.length > 1 ? [slices.length] : []), plane.height, plane.width];
      await writeOutput(out, writeNpy(shown, shape));
    } else {
      const image: NiftiImage = {
        grid,
        voxels: asVoxels(shown, plane),
        description: 'Limn fusion, derived, not for measurement',
      };
      const zipped = async () => new Uint8Array(await (await writeNifti(image, true)).arrayBuffer());
      await writeOutput(out, kind === 'nii' ? niftiBytes(image) : await zipped());
    }
    if (!args.flag('json')) terminal.out(`${out}: ${slices.length} of ${plane.slices} slices, ${plan.title}`);
    else {
      const mean = (which: 'fused' | 'blend') => meanFigures(figures.map((f) => f[which]));
      terminal.out(JSON.stringify({ out, model: plan.id, backend, fused: mean('fused'), blend: mean('blend') }));
    }
  },
};

/** Slices as they are shown, back in the order of the volume's voxels. */
function asVoxels(shown: Uint8Array, plane: Plane): Uint8Array {
  const voxels = new Uint8Array(shown.length);
  for (let w = 0, n = 0; w < plane.slices; w++)
    for (let v = 0; v < plane.height; v++)
      for (let u = 0; u < plane.width; u++) voxels[indexAt(plane, u, v, w)] = shown[n++]!;
  return voxels;
}

/** Of --model, its plan and weights; of --weights, the usual plan for them. */
async function modelOf(args: Args): Promise<{ plan: FusionPlan; values: WeightValues }> {
  const [model, weights] = [args.text('model'), args.text('weights')];
  if ((model === undefined) === (weights === undefined)) throw new UsageError('Give one of --model and --weights.');
  if (model !== undefined) return openFusionModel(model);
  const name = basename(weights!);
  const { config, values } = fitTo(dcifGan as Net, await openWeights(weights!), {}, name);
  return { plan: fusionPlanOf({ id: name, title: name, config }), values };
}
