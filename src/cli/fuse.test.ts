import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Grid, IDENTITY_DIRECTION, pictureGrid } from '../core/grid.ts';
import { dicomSeries } from '../io/export/dicomSeries.ts';
import { niftiBytes } from '../io/export/niftiWriter.ts';
import { greyPng } from '../io/export/pngWriter.ts';
import { makeVolume } from '../io/formats/makeVolume.ts';
import { readNpy, writeNpy } from '../io/npy.ts';
import { deterministicWeights } from '../ml/checkpoint/deterministic.ts';
import { writeSafetensors } from '../ml/checkpoint/safetensors.ts';
import { weightSpecs } from '../ml/describe.ts';
import { dcifGan } from '../ml/nets/dcifGan.ts';
import { fusionPlanOf } from './fusionPlanOf.ts';
import { main } from './limn.ts';
import { readVolume } from './readInput.ts';

async function limn(...argv: string[]) {
  const out: string[] = [];
  const note: string[] = [];
  const code = await main(argv, { out: (line) => out.push(line), note: (line) => note.push(line) });
  return { code, out: out.join('\n'), note: note.join('\n') };
}

const folder = mkdtempSync(join(tmpdir(), 'limn-fuse-'));
const at = (name: string) => join(folder, name);
const model = at('tiny');
const CONFIG = { ...dcifGan.small, dim: 6, heads: 1, window: 4 };
const [width, height] = [13, 10];
const drawn = (value: (x: number, y: number) => number) =>
  Uint8Array.from({ length: width * height }, (_, n) => value(n % width, Math.floor(n / width)));
const CT = drawn((x, y) => 10 * x + 3 * y);
const PET = drawn((x, y) => (Math.hypot(x - 4, y - 6) < 3 ? 240 : 20));

beforeAll(() => {
  mkdirSync(model);
  const weights = writeSafetensors(deterministicWeights(weightSpecs(dcifGan, CONFIG)));
  writeFileSync(join(model, 'weights.safetensors'), weights);
  const plan = fusionPlanOf({ id: 'tiny', title: 'Tiny', config: CONFIG });
  const input = { ...plan.input, pet: { kind: 'range', lower: 0, upper: 255 } };
  writeFileSync(join(model, 'plan.json'), JSON.stringify({ ...plan, input }));
  writeFileSync(at('ct.png'), greyPng(CT, width, height));
  writeFileSync(at('pet.png'), greyPng(PET, width, height));
  for (const [name, grey] of [['ct', CT] as const, ['pet', PET] as const]) {
    writeFileSync(at(`${name}.npy`), writeNpy(grey, [height, width]));
    const scaled = Float32Array.from(grey, (v) => v / 255);
    writeFileSync(at(`${name}.01.npy`), writeNpy(scaled, [1, 1, height, width]));
  }
});

const PICTURES = ['fuse', '--ct', at('ct.png'), '--pet', at('pet.png'), '--backend', 'cpu'];
const read = (name: string) => readNpy(name, readFileSync(at(name)));
const greyOf = async (path: string) => [...(await readVolume(path)).voxels];

describe('limn fuse', () => {
  it('is the network on grey of 0..1, clipped, as an 8-bit picture; the same from PNG and npy', async () => {
    const { code, out } = await limn(...PICTURES, '--model', model, '--out', at('f.npy'));
    expect(code).toBe(0);
    expect(out).toContain('1 of 1 slices, Tiny');
    const weights = join(model, 'weights.safetensors');
    const inputs = ['--input', at('ct.01.npy'), '--input2', at('pet.01.npy'), '--output', at('run.npy')];
    const config = ['--config', JSON.stringify({ window: 4 })];
    await limn('run', '--net', 'dcif-gan', '--weights', weights, ...config, ...inputs, '--backend', 'cpu');
    const want = Array.from(read('run.npy').data, (v) => Math.round(255 * Math.min(1, Math.max(0, v))));
    expect(read('f.npy').shape).toEqual([height, width]);
    const got = [...read('f.npy').data];
    expect(new Set(got).size).toBeGreaterThan(10);
    // rounding of 0.5 may fall either way
    got.forEach((v, n) => expect(Math.abs(v - want[n]!)).toBeLessThanOrEqual(1));
    const arrays = ['--ct', at('ct.npy'), '--pet', at('pet.npy'), '--weights', weights, '--out', at('f.png')];
    await limn('fuse', ...arrays, '--backend', 'cpu');
    expect(await greyOf(at('f.png'))).toEqual(got);
  });

  it('fuses a volume slice by slice on the grid of the CT, the PET resampled there', async () => {
    const ct: Grid = {
      size: [width, height, 3],
      spacing: [2, 2, 5],
      origin: [-30, -20, 100],
      direction: IDENTITY_DIRECTION,
      spacingTrust: 'known',
      oriented: true,
    };
    // every third voxel along k alone: values at the CT's slices are the PET's own
    const pet: Grid = { ...ct, size: [width, height, 2], spacing: [2, 2, 10] };
    const hu = Int16Array.from({ length: 3 * CT.length }, (_, n) => 4 * CT[n % CT.length]! - 500);
    const activity = Float32Array.from({ length: 2 * PET.length }, (_, n) => PET[n % PET.length]!);
    writeFileSync(at('ct.nii'), niftiBytes({ grid: ct, voxels: hu }));
    writeFileSync(at('pet.nii'), niftiBytes({ grid: pet, voxels: activity }));
    const call = ['fuse', '--ct', at('ct.nii'), '--pet', at('pet.nii'), '--model', model, '--backend', 'cpu'];
    const { code, note } = await limn(...call, '--out', at('f.nii.gz'));
    expect(code).toBe(0);
    expect(note).toContain('slice 3 of 3');
    const fused = await readVolume(at('f.nii.gz'));
    expect(fused.grid).toMatchObject({ size: ct.size, spacing: ct.spacing, origin: ct.origin });
    await limn(...call, '--slice', '2', '--out', at('two.png'));
    const middle = fused.voxels.subarray(CT.length, 2 * CT.length);
    expect([...middle]).toEqual(await greyOf(at('two.png')));

    // the same greys as pictures
    const windowed = Float32Array.from(CT, (v) => (255 * (4 * v - 500 + 1000)) / 1400);
    writeFileSync(at('windowed.npy'), writeNpy(windowed, [height, width]));
    const pictures = ['fuse', '--ct', at('windowed.npy'), '--pet', at('pet.npy'), '--model', model, '--backend', 'cpu'];
    await limn(...pictures, '--out', at('p.npy'));
    [...middle].forEach((v, n) => expect(Math.abs(v - read('p.npy').data[n]!)).toBeLessThanOrEqual(1));
    const wide = ['--ct-window', '-500,520', '--slice', '1', '--out', at('wide.npy')];
    await limn(...call, ...wide);
    await limn(...PICTURES, '--model', model, '--out', at('f.npy'));
    expect([...read('wide.npy').data]).toEqual([...read('f.npy').data]);
  });

  it('lays DICOM series of one frame of reference on one another, and refuses others', async () => {
    const study = {
      patientName: '',
      patientId: '',
      sex: '',
      key: 'a',
      description: '',
      date: '',
      time: '',
      manufacturer: '',
    };
    const series = (folderName: string, frame: string) => {
      mkdirSync(at(folderName));
      const grid: Grid = { ...pictureGrid(8, 8, 2), spacing: [2, 2, 4], spacingTrust: 'known', oriented: true };
      const voxels = Int16Array.from({ length: 128 }, (_, n) => 5 * n);
      const volume = makeVolume({ name: folderName, grid, voxels, modality: 'CT', unit: 'HU', frame });
      for (const { name, data } of dicomSeries(volume, { ...study, key: folderName }, 1))
        writeFileSync(at(`${folderName}/${name}`), data);
      return at(folderName);
    };
    const [one, same, other] = [series('one', '1.2.3'), series('same', '1.2.3'), series('other', '1.2.4')];
    const call = (pet: string) =>
      limn('fuse', '--ct', one, '--pet', pet, '--model', model, '--out', at('d.nii'), '--backend', 'cpu');
    expect((await call(same)).code).toBe(0);
    const { code, note } = await call(other);
    expect(code).toBe(2);
    expect(note).toContain('are of different frames of reference: register them first');
  });

  it('takes generators of published size as they are, and pictures of a few pixels', async () => {
    const published = writeSafetensors(deterministicWeights(weightSpecs(dcifGan, dcifGan.defaults)));
    writeFileSync(at('published.safetensors'), published);
    writeFileSync(at('few.npy'), writeNpy(Uint8Array.of(0, 50, 100, 150, 200, 250), [2, 3]));
    const sources = ['--ct', at('few.npy'), '--pet', at('few.npy'), '--weights', at('published.safetensors')];
    const { code } = await limn('fuse', ...sources, '--out', at('few.f.npy'), '--backend', 'cpu');
    expect(code).toBe(0);
    expect(read('few.f.npy').shape).toEqual([2, 3]);
    const asked = await limn('fuse', ...sources, '--out', at('few.f.npy'), '--json');
    expect([asked.code, asked.note]).toEqual([2, 'limn fuse: --json: figures need slices of 7 x 7 or more.']);
  });

  it('tells the figures of the fusion and of the plain blend', async () => {
    const { out } = await limn(...PICTURES, '--model', model, '--out', at('f.png'), '--json');
    const { fused, blend } = JSON.parse(out) as Record<'fused' | 'blend', Record<string, number>>;
    const files = ['--a', at('ct.png'), '--b', at('pet.png'), '--fused', at('f.png')];
    expect(fused).toEqual(JSON.parse((await limn('fusion-metrics', ...files, '--json')).out));
    expect(Object.keys(blend!)).toEqual(Object.keys(fused!));
    expect(blend!.psnr).not.toBe(fused!.psnr);
  });

  it.each([
    [[], /Give one of --model and --weights/],
    [['--model', 'none'], /There is no model "none"/],
    [['--model', 'nuclei-unet'], /not the plan of a fusion model/],
    [['--model', model, '--out', at('f.tif')], /must end in \.png/],
    [['--model', model, '--ct-window', '5,1'], /--ct-window "5,1" is not LOW,HIGH/],
    [['--model', model, '--slice', '2'], /--slice is "2"/],
    [['--weights', '/no/such.pth'], /no such file/],
    [['--model', model, '--pet', at('other.npy')], /are 4 x 4 x 1 and 13 x 10 x 1/],
    [['--model', model, '--pet', at('bright.npy')], /holds 300; grey pictures are 0\.\.255\. Say --pet-window/],
  ])('%j is answered with one line', async (argv, message) => {
    writeFileSync(at('other.npy'), writeNpy(new Uint8Array(16), [4, 4]));
    writeFileSync(at('bright.npy'), writeNpy(new Float32Array(width * height).fill(300), [height, width]));
    const { code, note } = await limn(...PICTURES, '--out', at('f.png'), ...argv);
    expect(code).toBe(2);
    expect(note).toMatch(message);
    expect(note.split('\n')).toHaveLength(1);
  });
});

describe('the plan of generators', () => {
  it.each([
    [dcifGan.defaults, 360],
    [dcifGan.small, 512],
    [CONFIG, 512],
  ])('has tiles that fit the memory: %j', (config, side) => {
    expect(fusionPlanOf({ id: 'a', title: 'A', config: { ...config } }).patch.size).toEqual([side, side]);
  });
});
