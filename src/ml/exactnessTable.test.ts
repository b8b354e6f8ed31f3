import { expect, test } from 'vitest';
import { markdown, merged, type Row, rowsOf } from './exactnessTable.testing.ts';

const row = (golden: string, backend: string, error: string): Row => ({
  golden,
  figure: 'output',
  backend,
  error,
  bound: '1e-4',
  seconds: '3',
});

test('what is written is read back', () => {
  const rows = [row('a', 'wasm', '2.0e-7'), row('b', 'webgpu, llvmpipe', '1.0e-6')];
  expect(rowsOf(markdown(rows))).toEqual(rows);
});

test('a run replaces its own rows, whatever its adapter, and keeps the others', () => {
  const old = [row('net.64', 'wasm', '2.0e-7'), row('net.64', 'webgpu, SwiftShader', '9.0e-1')];
  const fresh = [row('net.64', 'webgpu, llvmpipe', '3.0e-7'), row('net.9', 'wasm', '4.0e-7')];
  expect(merged(old, fresh)).toEqual([fresh[1], old[0], fresh[0]]);
});
