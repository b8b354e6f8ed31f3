import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BQML_PER_SUV, THORAX_PET_GRID } from '../core/phantom/thoraxPet.ts';
import { openFiles } from '../io/formats/index.ts';
import { main } from './limn.ts';

const folder = mkdtempSync(join(tmpdir(), 'limn-phantom-'));
async function limn(...argv: string[]) {
  const note: string[] = [];
  const code = await main(argv, { out: () => undefined, note: (line) => note.push(line) });
  return { code, note: note.join('\n') };
}
const open = (...paths: string[]) =>
  openFiles(paths.map((p) => new File([readFileSync(join(folder, p))], p.split('/').at(-1)!)));

describe('limn phantom --kind thorax', () => {
  it('writes CT, PET and both truths as NIfTI, and both images as DICOM of one frame of reference', async () => {
    const done = await limn('phantom', '--kind', 'thorax', '--count', '1', '--seed', '5', '--dicom', '--out', folder);
    expect(done.code).toBe(0);
    const { volumes } = await open(...['ct', 'pet', 'labels', 'pet_labels'].map((d) => `${d}/thorax_0005.nii.gz`));
    expect(volumes.map((v) => v.grid.size)).toEqual([
      [192, 144, 80],
      [100, 76, 62],
      [192, 144, 80],
      [100, 76, 62],
    ]);
    const series = ['CT', 'PT'].flatMap((s) =>
      readdirSync(join(folder, 'dicom/thorax_0005', s)).map((f) => `dicom/thorax_0005/${s}/${f}`),
    );
    const read = await open(...series);
    expect(read.problems).toEqual([]);
    const [ct, pet] = read.volumes;
    expect([ct!.modality, pet!.modality, ct!.frame === pet!.frame]).toEqual(['CT', 'PT', true]);
    expect(pet!.grid.origin).toEqual(THORAX_PET_GRID.origin);
    expect(pet!.pet).toMatchObject({ weight: 72, units: 'BQML' });
    const out: string[] = [];
    await main(['info', join(folder, 'dicom/thorax_0005/PT'), '--json'], { out: (l) => out.push(l), note: () => {} });
    const [told] = JSON.parse(out.join('\n')) as { suv: { bw: number; missing: string[] } }[];
    expect(told!.suv.bw).toBeCloseTo(1 / BQML_PER_SUV, 12);
    expect(told!.suv.missing).toEqual([]);
    const facts = JSON.parse(readFileSync(join(folder, 'facts/thorax_0005.json'), 'utf8')) as { motion: object };
    expect(facts.motion).toEqual({ angles: [0, 0, 0], shift: [2, -1, 4], center: [0, 0, 0] });
  });

  it('refuses in one line what it cannot draw', async () => {
    expect(await limn('phantom', '--out', folder, '--dicom')).toEqual({
      code: 2,
      note: 'limn phantom: --dicom belongs to --kind thorax.',
    });
    expect((await limn('phantom', '--kind', 'thorax', '--shift', '1,2', '--out', folder)).code).toBe(2);
  });
});
