import { describe, expect, it } from 'vitest';
import type { Problem } from '../../core/problem.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const values = new Map([
  ['conv.weight', { shape: [2, 3], data: Float32Array.of(1, -2.5, 3e-5, 1 / 3, 65504, 0) }],
  ['scalar', { shape: [], data: Float32Array.of(7) }],
  ['norm.num_batches_tracked', { shape: [], data: Int32Array.of(41) }],
]);

/** A file as the format's description says, laid out by hand. */
function byHand(header: object, data: Uint8Array): ArrayBuffer {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const out = new Uint8Array(8 + json.length + data.length);
  out[0] = json.length & 255;
  out[1] = json.length >> 8;
  out.set(json, 8);
  out.set(data, 8 + json.length);
  return out.buffer;
}
const failure = (file: ArrayBuffer) =>
  readSafetensors(file, 'w').then(
    () => null,
    (e: Problem) => e.key,
  );

describe('safetensors', () => {
  it('brings weights back, 16-bit ones within half-precision', async () => {
    expect(await readSafetensors(writeSafetensors(values).buffer)).toEqual(values);
    const half = await readSafetensors(writeSafetensors(values, 'f16').buffer);
    const data = half.get('conv.weight')!.data;
    values
      .get('conv.weight')!
      .data.forEach((v, n) => expect(Math.abs(data[n]! - v)).toBeLessThanOrEqual(Math.abs(v) / 1024 + 1e-7));
  });

  it('reads a file laid out by hand, in every number type', async () => {
    const bytes = new Uint8Array(8 + 8 + 2 + 2 + 4);
    const view = new DataView(bytes.buffer);
    view.setFloat64(0, 0.25, true);
    view.setBigInt64(8, -3n, true);
    view.setUint16(16, 0x3c00, true); // 1 in half precision
    view.setUint16(18, 0xc000, true); // -2 in bfloat16
    view.setFloat32(20, 1.5, true);
    const at = (dtype: string, from: number, to: number) => ({ dtype, shape: [1], data_offsets: [from, to] });
    const header = {
      __metadata__: { format: 'pt' },
      d: at('F64', 0, 8),
      i: at('I64', 8, 16),
      h: at('F16', 16, 18),
      b: at('BF16', 18, 20),
      f: at('F32', 20, 24),
    };
    const read = await readSafetensors(byHand(header, bytes));
    expect([...read].map(([name, { data }]) => `${name} ${data[0]}`)).toEqual([
      'd 0.25',
      'i -3',
      'h 1',
      'b -2',
      'f 1.5',
    ]);
  });

  it('aligns the tensors to 8 bytes, as readers that map files expect', () => {
    const file = writeSafetensors(values, 'f32', { by: 'limn' });
    expect(Number(new DataView(file.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it('refuses lies about lengths, places and types', async () => {
    const entry = (change: object) =>
      byHand({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...change } }, new Uint8Array(8));
    expect(await failure(entry({}))).toBeNull();
    expect(await failure(entry({ shape: [3] }))).toBe('checkpoint.broken');
    expect(await failure(entry({ data_offsets: [8, 16] }))).toBe('checkpoint.broken');
    await expect(readSafetensors(entry({ data_offsets: [4, 12] }))).rejects.toThrow(
      /It ends before a does: it was cut/,
    );
    expect(await failure(entry({ shape: [-2, -1] }))).toBe('checkpoint.broken');
    expect(await failure(entry({ dtype: 'F8_E4M3' }))).toBe('checkpoint.unsupported');
    expect(await failure(new ArrayBuffer(4))).toBe('checkpoint.broken');
    expect(await failure(new Uint8Array(16).fill(255).buffer)).toBe('checkpoint.broken');
  });
});
