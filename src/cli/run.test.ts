import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readNpy, writeNpy } from '../io/npy.ts';
import { deterministicInput, deterministicWeights } from '../ml/checkpoint/deterministic.ts';
import { readSafetensors, writeSafetensors } from '../ml/checkpoint/safetensors.ts';
import { weightSpecs } from '../ml/describe.ts';
import { goldensPresent, readReference, relativeError } from '../ml/goldens.testing.ts';
import type { PairGolden } from '../ml/nets/dcifGan.testing.ts';
import { netById } from '../ml/nets/index.ts';
import { installDawn } from './dawn.ts';
import { main } from './limn.ts';

const noDawn = await installDawn();

async function limn(...argv: string[]) {
  const out: string[] = [];
  const note: string[] = [];
  const code = await main(argv, { out: (line) => out.push(line), note: (line) => note.push(line) });
  return { code, out: out.join('\n'), note: note.join('\n') };
}

const folder = mkdtempSync(join(tmpdir(), 'limn-run-'));
const at = (name: string) => join(folder, name);
const npy = (name: string, shape: number[], kind = 'V') => {
  writeFileSync(at(name), writeNpy(deterministicInput(name, kind, shape), shape));
  return at(name);
};
const read = (name: string) => readNpy(name, readFileSync(at(name)));

/** A checkpoint of `id` whose names begin with `prefix`. */
async function checkpoint(id: string, config: object, name: string, prefix = ''): Promise<string> {
  const net = netById(id);
  const values = deterministicWeights(weightSpecs(net, { ...net.defaults, ...config }));
  writeFileSync(at(name), writeSafetensors(new Map([...values].map(([path, v]) => [prefix + path, v]))));
  return at(name);
}

describe('limn run', () => {
  it('takes and gives NCHW, and learns the config from the weights', async () => {
    const weights = await checkpoint('unet-same', { inChannels: 2, classes: 3, base: 4, depth: 2 }, 'w.safetensors');
    const input = npy('x.npy', [2, 2, 8, 12]);
    const command = ['run', '--net', 'unet-same', '--weights', weights, '--input', input, '--output', at('y.npy')];
    const { code, note } = await limn(...command, '--backend', 'cpu');
    expect(note).toBe('cpu');
    expect(code).toBe(0);
    expect(read('y.npy').shape).toEqual([2, 3, 8, 12]);
    await limn(...command, '--backend', 'wasm');
    const wasm = read('y.npy').data as Float32Array;
    await limn(...command, '--backend', 'cpu');
    expect(relativeError(wasm, read('y.npy').data as Float32Array)).toBeLessThan(1e-5);
  });

  it.skipIf(!goldensPresent)('fuses the CT and PET of the reference, and writes each generator too', async () => {
    const golden = readReference<PairGolden>('dcifgan_generators.golden.40x52.json');
    const [ct, pet] = golden.inputs.map(({ name, shape }, i) => {
      writeFileSync(at(`${i}.npy`), writeNpy(deterministicInput(name, 'U', shape), shape));
      return at(`${i}.npy`);
    });
    const files = ['--input', ct!, '--input2', pet!, '--output', at('fused.npy')];
    const { code, out } = await limn('run', '--net', 'dcif-gan', ...files, '--backend', 'wasm', '--all');
    expect(code).toBe(0);
    expect(out.split('\n')).toHaveLength(3);
    for (const [name, i] of [
      ['fused.npy', 2],
      ['fused.1.npy', 0],
      ['fused.2.npy', 1],
    ] as const) {
      const { stride, values } = golden.outputs[i]!;
      const got = read(name).data;
      expect(
        relativeError(
          values.map((_, k) => got[k * stride]!),
          values,
        ),
        name,
      ).toBeLessThan(1e-4);
    }
  });

  it.skipIf(noDawn !== '')('takes weights in half precision on webgpu', async () => {
    const net = ['--net', 'unet-same', '--config', '{"base":8,"depth":2}', '--input', npy('h.npy', [1, 1, 16, 16])];
    for (const precision of ['f32', 'f16']) {
      const options = ['--precision', precision, '--backend', 'webgpu', '--output', at(`${precision}.npy`)];
      expect((await limn('run', ...net, ...options)).code).toBe(0);
    }
    const [whole, half] = ['f32', 'f16'].map((name) => read(`${name}.npy`).data as Float32Array);
    const error = relativeError(half!, whole!);
    expect(error).toBeLessThan(5e-3);
    expect(error).toBeGreaterThan(1e-5);
  });

  it.each([
    [['--net', 'none'], /There is no network "none"/],
    [['--net', 'unet', '--config', '[1]'], /--config must be a JSON object/],
    [['--net', 'unet', '--config', '{"clases": 1}'], /unet has no clases; it has inChannels, classes, base/],
    [['--net', 'dcif-gan'], /dcif-gan takes 2 channels; the input has 1/],
    [['--net', 'unet', '--weights', '/no/such.pth'], /no such file/],
    [['--net', 'unet-same', '--input', '/no/such.npy'], /no such file/],
    [['--net', 'unet-same', '--config', '{"classes":"a"}'], /classes is "a"; it must be a whole number from 1 on/],
    [['--net', 'unet-same', '--config', '{"depth":40}'], /unet-same cannot be built with {"depth":40}/],
    [['--net', 'swin-umamba', '--config', '{"depths":[2,2]}'], /depths is \[2,2\]; it must be a list of 4 whole/],
    [['--net', 'swin-umamba'], /cannot take images of 16 x 16: it takes sides that are multiples of 32/],
    [
      ['--net', 'unet-same', '--input', npy('odd.npy', [1, 1, 33, 47])],
      /33 x 47: it takes sides that are multiples of 16/,
    ],
    [['--net', 'unet'], /cannot take images of 16 x 16: it takes sides such as 188, 204, 220/],
    [['--net', 'unet-same', '--input', npy('none.npy', [0, 1, 16, 16])], /it holds no pixel/],
    [['--net', 'unet-same', '--precision', 'f8'], /--precision is "f8"; it must be f32, f16/],
    [['--net', 'unet-same', '--precision', 'f16'], /--precision f16 is for webgpu; here cpu runs/],
  ])('%j is answered with one line', async (argv, message) => {
    const files = ['--input', npy('one.npy', [1, 1, 16, 16]), '--output', at('y.npy')];
    const { code, note } = await limn('run', ...files, ...argv, '--backend', 'cpu');
    expect(code).toBe(2);
    expect(note).toMatch(message);
    expect(note.split('\n')).toHaveLength(1);
  });
});

describe('limn convert', () => {
  const legacy = fileURLToPath(new URL('../ml/checkpoint/fixtures/prefixed.legacy.pth', import.meta.url));

  it('writes published names, whatever a wrapper put before them', async () => {
    const wrapped = await checkpoint('unet-same', { base: 4, depth: 2 }, 'wrapped.safetensors', 'module.');
    const { code, note } = await limn('convert', '--in', wrapped, '--out', at('plain.safetensors'), '--f16');
    expect(code).toBe(0);
    expect(note).toMatch(/^unet-same {.*"base":4.*"depth":2/);
    const values = await readSafetensors(new Blob([readFileSync(at('plain.safetensors'))]));
    expect([...values.keys()]).toContain('head.weight');
  });

  it('reads PyTorch, and keeps the names of a network that Limn does not have', async () => {
    const { code, note, out } = await limn('convert', '--in', legacy, '--out', at('kept.safetensors'));
    expect(code).toBe(0);
    expect(note).toContain('Names are kept as they are.');
    expect(out).toContain('4 tensors');
    const values = await readSafetensors(new Blob([readFileSync(at('kept.safetensors'))]));
    expect([...values.get('module.a')!.data]).toEqual([0, 3, 1, 4, 2, 5]);
  });
});
