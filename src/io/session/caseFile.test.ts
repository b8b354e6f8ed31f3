import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { IDENTITY_DIRECTION } from '../../core/grid.ts';
import type { Problem } from '../../core/problem.ts';
import { UNKNOWN_PET } from '../../core/suv/petFacts.ts';
import { warningText } from '../../core/warning.ts';
import { zip } from '../zip/writeZip.ts';
import { type CaseParts, readCaseFile, writeCaseFile } from './caseFile.ts';

/** The case saved in `fixtures/version2.limn` (version1 had no warning): a 3 × 2 × 2 CT with one label, partly predicted, partly corrected. */
const CASE: CaseParts = {
  facts: {
    id: 'case-1',
    name: 'small CT',
    created: '2026-11-20T12:00:00.000Z',
    labels: [{ value: 1, name: 'Liver', color: [221, 130, 101], visible: true, locked: false }],
    view: { plane: 'axial', slice: 1, zoom: 2 },
    model: 'nuclei-unet',
  },
  volume: {
    id: 'volume-1',
    name: 'small CT',
    modality: 'CT',
    grid: {
      size: [3, 2, 2],
      spacing: [0.5, 0.75, 3],
      origin: [-10, 20.5, 30],
      direction: IDENTITY_DIRECTION,
      spacingTrust: 'known',
      oriented: true,
    },
    voxels: Int16Array.from([-1000, -5, 0, 40, 41, 42, 300, -1, 2, 3, 4, 32767]),
    channels: 1,
    slope: 1,
    intercept: -24,
    unit: 'HU',
    window: { center: 40, width: 400 },
    about: { patientName: '王小东' },
    warnings: [{ key: 'missingSlices', values: { slices: '2', total: 3 } }],
  },
  prediction: Uint8Array.from([0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
  edits: Uint8Array.from([255, 0, 255, 1, 255, 255, 255, 255, 255, 255, 255, 255]),
  pet: null,
};

const fileOf = async (blob: Blob, name = 'a.limn') => new File([await blob.arrayBuffer()], name);
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (e: unknown) => e as Problem,
  );

/** The fixture's entries, changed by `change`, zipped again. */
async function tampered(change: (files: Map<string, Uint8Array>) => void): Promise<File> {
  const { readZip } = await import('../zip/readZip.ts');
  const files = new Map<string, Uint8Array>();
  for (const e of await readZip(await fileOf(await writeCaseFile(CASE)))) files.set(e.name, await e.read());
  change(files);
  return fileOf(await zip([...files].map(([name, data]) => ({ name, data }))));
}
const edited = (change: (manifest: Record<string, never>) => void) =>
  tampered((files) => {
    const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json'))) as Record<string, never>;
    change(manifest);
    files.set('manifest.json', new TextEncoder().encode(JSON.stringify(manifest)));
  });

describe('a case file', () => {
  it('brings everything back', async () => {
    expect(await readCaseFile(await fileOf(await writeCaseFile(CASE)))).toEqual(CASE);
  });

  it('brings back a PET beside the image, what was typed for its SUV, and how it was moved', async () => {
    const pet = {
      volume: {
        ...CASE.volume,
        id: 'pet-1',
        modality: 'PT',
        unit: 'Bq/mL' as const,
        voxels: Float32Array.from({ length: 12 }, (_, n) => n / 7),
        frame: '1.2.3',
        pet: { ...UNKNOWN_PET, units: 'BQML', corrected: ['ATTN', 'DECY'], weight: 70 },
      },
      look: {
        typed: { dose: 3e8, sex: 'F' as const },
        kind: 'lbm' as const,
        motion: { angles: [0, 0.1, 0] as const, shift: [1, 2, 3] as const, center: [0, 0, 0] as const },
      },
    };
    const whole = { ...CASE, pet };
    expect(await readCaseFile(await fileOf(await writeCaseFile(whole)))).toEqual(whole);
    const { readZip } = await import('../zip/readZip.ts');
    const files = await readZip(await fileOf(await writeCaseFile(whole)));
    const cut = await Promise.all(
      files.map(async (e) => ({
        name: e.name,
        data: (await e.read()).subarray(0, e.name === 'pet.bin' ? 40 : Infinity),
      })),
    );
    const broken = await failure(readCaseFile(await fileOf(await zip(cut))));
    expect(broken!.message).toBe('a.limn is not a whole Limn case: the PET has 40 of 48 bytes.');
  });

  it('of version 1 still opens', async () => {
    const bytes = readFileSync(new URL('./fixtures/version1.limn', import.meta.url));
    expect(await readCaseFile(new File([bytes], 'version1.limn'))).toEqual({
      ...CASE,
      volume: { ...CASE.volume, warnings: [] },
    });
  });

  it('of version 1 keeps its warnings, which were sentences', async () => {
    const old = await edited((m) => {
      Object.assign(m, { version: 1 });
      Object.assign(m.volume!, { warnings: ['Slice 2 is missing.'] });
    });
    const { volume } = await readCaseFile(old);
    expect(volume.warnings.map(warningText)).toEqual(['Slice 2 is missing.']);
  });

  it('of version 2 still opens', async () => {
    const bytes = readFileSync(new URL('./fixtures/version2.limn', import.meta.url));
    expect(await readCaseFile(new File([bytes], 'version2.limn'))).toEqual(CASE);
  });

  it('with a missing part, a short part or a wrong field says which', async () => {
    const missing = await failure(readCaseFile(await tampered((f) => f.delete('edits.bin'))));
    expect(missing!.message).toBe('a.limn is not a whole Limn case: edits.bin is missing.');
    const short = await failure(readCaseFile(await tampered((f) => f.set('image.bin', new Uint8Array(5)))));
    expect(short!.message).toBe('a.limn is not a whole Limn case: the image has 5 of 24 bytes.');
    const wrong = await failure(readCaseFile(await edited((m) => Object.assign(m, { labels: [{ value: 300 }] }))));
    expect(wrong!.message).toContain('labels.0');
  });

  it('of a newer version is refused by name', async () => {
    const newer = await failure(readCaseFile(await edited((m) => Object.assign(m, { version: 9 }))));
    expect(newer!.key).toBe('case.newer');
    const none = await failure(readCaseFile(await edited((m) => Object.assign(m, { version: 'x' }))));
    expect(none!.key).toBe('case.broken');
  });
});
