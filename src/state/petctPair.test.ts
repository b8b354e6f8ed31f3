import { describe, expect, it } from 'vitest';
import { pictureGrid } from '../core/grid.ts';
import type { Volume } from '../core/volume.ts';
import { petctPair, petLike } from './petctPair.ts';

const volume = (name: string, facts: Partial<Volume> = {}): Volume => ({
  id: name,
  name,
  modality: '',
  grid: pictureGrid(2, 2, 2),
  voxels: new Float32Array(8),
  channels: 1,
  slope: 1,
  intercept: 0,
  unit: '',
  window: { center: 0, width: 1 },
  about: {},
  warnings: [],
  ...facts,
});

describe('a CT and a PET opened together', () => {
  const ct = volume('Chest', { modality: 'CT', frame: '1.2' });
  const pet = volume('WB', { modality: 'PT', unit: 'Bq/mL', frame: '1.2' });

  it('are known by their modality, in any order', () => {
    expect(petctPair([pet, ct])).toEqual({ ct, pet });
    expect(petctPair([ct, pet])).toEqual({ ct, pet });
  });

  it('are the ones of one frame of reference, where there are several CTs', () => {
    const scout = volume('Other CT', { modality: 'CT', frame: '9.9' });
    expect(petctPair([scout, ct, pet])!.ct).toBe(ct);
  });

  it('are known by their names where files name no modality', () => {
    const [a, b] = [volume('clinical_scct.nii'), volume('spm12_PET.nii')];
    expect(petctPair([a, b])).toEqual({ ct: a, pet: b });
    expect(petLike(volume('petals.nii'))).toBe(false);
  });

  it('are no pair where one is missing, is no volume, or is an MR', () => {
    expect(petctPair([ct])).toBeNull();
    expect(petctPair([pet, volume('T1', { modality: 'MR' })])).toBeNull();
    expect(petctPair([ct, { ...pet, grid: pictureGrid(2, 2) }])).toBeNull();
    expect(petctPair([ct, pet, { ...pet, id: 'late' }])).toBeNull();
  });
});
