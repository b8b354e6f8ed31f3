import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { discPng } from './fixtures/files.ts';

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

test('bad input ends with code 2 and one line', async () => {
  const failed = await limn('predict', '--model', 'nuclei-unet', '--image', '/no/such.png', '--out', 'x.png').catch(
    (e: { code: number; stderr: string }) => e,
  );
  expect(failed).toMatchObject({ code: 2 });
  expect((failed as { stderr: string }).stderr.trim().split('\n')).toHaveLength(1);
});
