import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useBackend } from '../ml/backends.testing.ts';
import { weightSpecs } from '../ml/describe.ts';
import { unetSame } from '../ml/nets/unetSame.ts';
import { ADAM, makeOptimizer } from '../ml/train/optimizer.ts';
import { Weights } from '../ml/weights.ts';
import { readState, writeState } from './trainState.ts';

it('keeps the latest state alone, and what others put beside it', async () => {
  await useBackend('cpu');
  const out = mkdtempSync(join(tmpdir(), 'limn-state-'));
  mkdirSync(join(out, 'state'));
  writeFileSync(join(out, 'state', 'log.jsonl'), '');
  const weights = Weights.fromSeed(weightSpecs(unetSame, unetSame.small), 3);
  const optimizer = makeOptimizer(ADAM);
  for (const step of [50, 100]) await writeState(out, step, weights, optimizer, null);
  const files = ['log.jsonl', 'moments.100.safetensors', 'state.json', 'weights.100.safetensors'];
  expect(readdirSync(join(out, 'state')).sort()).toEqual(files);
  expect(await readState(out)).toMatchObject({ step: 100, average: null });
});
