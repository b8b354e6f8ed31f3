import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { dicomSeries, discPng, discTiff16, OBLIQUE, obliqueNifti } from './fixtures/files.ts';

const LIMN = resolve(import.meta.dirname, '../bin/limn.js');
const limn = (...args: string[]) => promisify(execFile)(process.execPath, [LIMN, ...args]);

const folder = mkdtempSync(join(tmpdir(), 'limn-e2e-'));
const image = join(folder, 'cells.png');
writeFileSync(image, discPng('cells.png', 96, 80).buffer);

test('the built command line predicts with the shipped model, and compares', async () => {
  const mask = join(folder, 'mask.png');
  const { stdout } = await limn('predict', '--model', 'nuclei-unet', '--image', image, '--out', mask, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ model: 'nuclei-unet' });
  expect(readFileSync(mask).subarray(1, 4).toString()).toBe('PNG');
  const compared = await limn('evaluate', '--truth', mask, '--pred', mask, '--json');
  expect(JSON.parse(compared.stdout).rows[0].dice).toBe(1);
});

test('the built command line reads what the app reads', async () => {
  const series = dicomSeries(3);
  const slices = join(folder, 'series');
  mkdirSync(slices);
  for (const { name, buffer } of series) writeFileSync(join(slices, name), buffer);
  const others = [discTiff16('cells.tif', 96, 80), obliqueNifti('head.nii.gz')].map(({ name, buffer }) => {
    const path = join(folder, name);
    writeFileSync(path, buffer);
    return path;
  });
  for (const [path, size] of [
    [slices, [48, 40, 3]],
    [others[0]!, [96, 80, 1]],
    [others[1]!, OBLIQUE.size],
  ] as const) {
    const { stdout } = await limn('info', path, '--json');
    expect(stdout.replaceAll(/\s/g, ''), path).toContain(`"size":[${size.join(',')}]`);
  }
});

test('bad input ends with code 2 and one line', async () => {
  const failed = await limn('predict', '--model', 'nuclei-unet', '--image', '/no/such.png', '--out', 'x.png').catch(
    (e: { code: number; stderr: string }) => e,
  );
  expect(failed).toMatchObject({ code: 2 });
  expect((failed as { stderr: string }).stderr.trim().split('\n')).toHaveLength(1);
});
