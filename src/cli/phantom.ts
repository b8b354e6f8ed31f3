import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Vec3 } from '../core/grid.ts';
import type { PlanLabel } from '../core/plan.ts';
import { abdomenPhantom } from '../core/phantom/abdomenPhantom.ts';
import { thoraxPhantom } from '../core/phantom/thoraxPhantom.ts';
import { BQML_PER_SUV, DRAWN_PATIENT } from '../core/phantom/thoraxPet.ts';
import { NO_MOTION } from '../core/registration/rigid.ts';
import type { Volume } from '../core/volume.ts';
import { dicomSeries } from '../io/export/dicomSeries.ts';
import { writeLabelTable } from '../io/export/labelTable.ts';
import { writeNifti } from '../io/export/niftiWriter.ts';
import { type Args, type CliCommand, UsageError } from './command.ts';

/** Draws phantoms with their truth: material to train and test on that belongs to no patient. */
export const phantom: CliCommand = {
  name: 'phantom',
  summary: 'Draw abdomen CT or chest PET/CT phantoms with their truth, as a training set.',
  options: [
    {
      name: 'out',
      value: 'DIR',
      summary: 'Folder to make; abdomen: images/ labels/; thorax: ct/ pet/ labels/ pet_labels/.',
      required: true,
    },
    { name: 'kind', value: 'K', summary: 'abdomen (default) or thorax.' },
    { name: 'count', value: 'N', summary: 'Phantoms to draw; default 8.' },
    {
      name: 'seed',
      value: 'N',
      summary: 'Seed of the first one, the next ones count on; default 1 (1898 is the app’s sample).',
    },
    { name: 'dicom', summary: 'Thorax: also as DICOM series, in dicom/<name>/CT and PT.' },
    {
      name: 'shift',
      value: 'X,Y,Z',
      summary: 'Thorax: the patient moved between CT and PET, mm to left, back, head; default 2,-1,4.',
    },
    { name: 'turn', value: 'X,Y,Z', summary: 'Thorax: and turned, degrees about these axes; default 0,0,0.' },
  ],
  async run(args, terminal) {
    const out = args.required('out');
    const count = args.integer('count', 1, 1000) ?? 8;
    const seed = args.integer('seed', 0) ?? 1;
    const kind = args.choice('kind', ['abdomen', 'thorax'], 'abdomen');
    const each = kind === 'thorax' ? drawThorax(args, out) : drawAbdomen(args, out);
    for (let n = 0; n < count; n++) {
      const name = `${kind}_${String(seed + n).padStart(4, '0')}`;
      const labels = await each(seed + n, name);
      terminal.note(`${name} (${n + 1} of ${count})`);
      const table = labels.map((l) => ({ ...l, visible: true, locked: false }));
      if (n === 0) await writeFile(join(out, 'labels.json'), writeLabelTable(table));
    }
    terminal.out(`${count} phantoms in ${out}`);
  },
};

type Draw = (seed: number, name: string) => Promise<readonly PlanLabel[]>;

async function save(folder: string, name: string, data: Blob | Uint8Array | string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), data instanceof Blob ? new Uint8Array(await data.arrayBuffer()) : data);
}
const image = ({ grid, voxels, slope, intercept }: Volume) => writeNifti({ grid, voxels, slope, intercept }, true);

function drawAbdomen(args: Args, out: string): Draw {
  const odd = ['dicom', 'shift', 'turn'].find((name) => args.text(name) !== undefined || args.flag(name));
  if (odd) throw new UsageError(`--${odd} belongs to --kind thorax.`);
  return async (seed, name) => {
    const { volume, truth, labels } = abdomenPhantom(seed);
    await save(join(out, 'images'), `${name}.nii.gz`, await image(volume));
    const mask = await writeNifti({ grid: volume.grid, voxels: truth, label: true }, true);
    await save(join(out, 'labels'), `${name}.nii.gz`, mask);
    return labels;
  };
}

function drawThorax(args: Args, out: string): Draw {
  const motion = {
    ...NO_MOTION,
    shift: vector(args, 'shift', [2, -1, 4]),
    angles: vector(args, 'turn', [0, 0, 0]).map((v) => (v * Math.PI) / 180) as unknown as Vec3,
  };
  return async (seed, name) => {
    const { ct, pet, truth, petTruth, labels, lesions } = thoraxPhantom({ seed, motion });
    const file = `${name}.nii.gz`;
    await save(join(out, 'ct'), file, await image(ct));
    await save(join(out, 'pet'), file, await image(pet));
    await save(join(out, 'labels'), file, await writeNifti({ grid: ct.grid, voxels: truth, label: true }, true));
    await save(
      join(out, 'pet_labels'),
      file,
      await writeNifti({ grid: pet.grid, voxels: petTruth, label: true }, true),
    );
    const facts = { seed, lesions, motion, bqmlPerSuv: BQML_PER_SUV };
    await save(join(out, 'facts'), `${name}.json`, `${JSON.stringify(facts, null, 1)}\n`);
    if (args.flag('dicom')) await saveDicom(join(out, 'dicom', name), name, [ct, pet]);
    return labels;
  };
}

/** Both series of one study. */
async function saveDicom(folder: string, name: string, volumes: readonly Volume[]): Promise<void> {
  const study = {
    patientName: `Drawn^${name}`,
    patientId: name,
    sex: DRAWN_PATIENT.sex,
    key: `limn/phantom/${name}`,
    description: 'Drawn PET/CT of the chest, no patient',
    date: '20240301',
    time: '102500',
    manufacturer: 'Limn (drawn)',
  };
  for (const [n, volume] of volumes.entries()) {
    for (const { name: file, data } of dicomSeries(volume, study, n + 1)) {
      await save(join(folder, volume.modality), file, data);
    }
  }
}

/** Three numbers, as `4,-3,6`. */
function vector(args: Args, name: string, otherwise: Vec3): Vec3 {
  const text = args.text(name);
  if (text === undefined) return otherwise;
  const numbers = text.split(',').map(Number);
  if (numbers.length !== 3 || !numbers.every(Number.isFinite)) {
    throw new UsageError(`--${name} is "${text}"; it must be three numbers, as 4,-3,6.`);
  }
  return numbers as unknown as Vec3;
}
