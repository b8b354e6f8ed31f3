import { describe, expect, it } from 'vitest';
import { type Grid, IDENTITY_DIRECTION } from '../../core/grid.ts';
import { DRAWN_PATIENT } from '../../core/phantom/thoraxPet.ts';
import { suvFactor } from '../../core/suv/suvFactor.ts';
import { valueAt, type Volume } from '../../core/volume.ts';
import { openFiles } from '../formats/index.ts';
import { decimalString, dicomDataSet, uidOf } from './dicomDataSet.ts';
import { dicomSeries } from './dicomSeries.ts';

const STUDY = {
  patientName: 'Drawn^Äne',
  patientId: 'p1',
  sex: 'F',
  key: 'test',
  description: 'Test',
  date: '20240301',
  time: '102500',
  manufacturer: 'Limn',
};
const turned = [0, 0, 1, 1, 0, 0, 0, 1, 0];
const gridOf = (direction: readonly number[]): Grid => ({
  size: [4, 3, 3],
  spacing: [0.7, 1.3, 2.5],
  origin: [-10.25, 20.5, 1 / 3],
  direction,
  spacingTrust: 'known',
  oriented: true,
});

const volumeOf = (modality: 'CT' | 'PT', direction = IDENTITY_DIRECTION): Volume => ({
  id: 'v',
  name: `${modality} made here`,
  modality,
  grid: gridOf(direction),
  voxels:
    modality === 'CT'
      ? Int16Array.from({ length: 36 }, (_, n) => 40 * n - 1024)
      : Float32Array.from({ length: 36 }, (_, n) => 123.4 * n ** 2),
  channels: 1,
  slope: 1,
  intercept: 0,
  unit: modality === 'CT' ? 'HU' : 'Bq/mL',
  window: { center: 40, width: 400 },
  about: {},
  warnings: [],
  frame: '1.2.3.4',
  ...(modality === 'PT' ? { pet: DRAWN_PATIENT } : {}),
});

async function readBack(volume: Volume): Promise<Volume> {
  const files = dicomSeries(volume, STUDY, 3).map(({ name, data }) => new File([data], name));
  const { volumes, problems } = await openFiles(files.reverse());
  expect(problems).toEqual([]);
  expect(volumes).toHaveLength(1);
  expect(volumes[0]!.warnings).toEqual([]);
  return volumes[0]!;
}

describe('a series written as DICOM', () => {
  for (const direction of [IDENTITY_DIRECTION, turned]) {
    it(`comes back as the same CT (${direction === turned ? 'coronal' : 'axial'})`, async () => {
      const ct = volumeOf('CT', direction);
      const back = await readBack(ct);
      expect([back.modality, back.unit, back.name, back.frame]).toEqual(['CT', 'HU', 'CT made here', '1.2.3.4']);
      expect(back.about).toMatchObject({ patientName: 'Drawn Äne', patientId: 'p1', studyDate: '2024-03-01' });
      for (const key of ['size', 'spacing', 'direction'] as const) {
        back.grid[key].forEach((v, n) => expect(v).toBeCloseTo(ct.grid[key][n]!, 9));
      }
      back.grid.origin.forEach((v, n) => expect(v).toBeCloseTo(ct.grid.origin[n]!, 9));
      expect([...back.voxels]).toEqual([...ct.voxels]);
    });
  }

  it('comes back as the same PET, to 1/32767 of each slice’s highest value, with what SUV needs', async () => {
    const pet = volumeOf('PT');
    const back = await readBack(pet);
    expect(back.unit).toBe('Bq/mL');
    for (let n = 0; n < 36; n++) {
      const top = valueAt(pet, 12 * Math.floor(n / 12) + 11);
      expect(Math.abs(valueAt(back, n) - valueAt(pet, n))).toBeLessThan((0.51 * top) / 32767);
    }
    expect(back.pet).toEqual({ ...DRAWN_PATIENT, sex: 'F' });
    expect(suvFactor(back.pet!, {}, 'bw')).toEqual(suvFactor(DRAWN_PATIENT, {}, 'bw'));
  });

  it('refuses what it has no object for', () => {
    expect(() => dicomSeries({ ...volumeOf('CT'), modality: 'MR' }, STUDY, 1)).toThrow('MR');
    expect(() => dicomSeries({ ...volumeOf('CT'), modality: 'PT' }, STUDY, 1)).toThrow('SUV');
  });
});

describe('elements of DICOM', () => {
  it('are written in ascending order, of even length', () => {
    const bytes = dicomDataSet([
      ['00280010', 'US', 258],
      ['00080060', 'CS', 'CTX'],
    ]);
    const want = [8, 0, 0x60, 0, 0x43, 0x53, 4, 0, 0x43, 0x54, 0x58, 0x20, 0x28, 0, 0x10, 0, 0x55, 0x53, 2, 0, 2, 1];
    expect([...bytes]).toEqual(want);
  });

  it('hold numbers in 16 characters', () => {
    expect([0, -1, 0.1, 1 / 3, -1 / 3, 1e-7 / 3, 6586.2].map(decimalString)).toEqual([
      '0',
      '-1',
      '0.1',
      '0.33333333333333',
      '-0.3333333333333',
      '3.33333333333e-8',
      '6586.2',
    ]);
  });

  it('have UIDs of at most 64 digits and points, the same for the same text', () => {
    expect(uidOf('a')).toBe(uidOf('a'));
    expect(uidOf('a')).not.toBe(uidOf('b'));
    expect(uidOf('a')).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
  });
});
