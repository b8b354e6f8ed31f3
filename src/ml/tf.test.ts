import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.testing.ts';
import type { WasmBackend } from './wasm/kernels.ts';
import { checkDevice, currentDevice, outOfMemory, readTensor, restartBackend } from './tf.ts';

onEveryBackend('gradients and chained operators are there', async (backend) => {
  expect(tf.getBackend()).toBe(backend);
  const gradient = tf.grad((x) => x.square().sum())(tf.tensor([1, 2, 3]));
  expect([...(await readTensor(gradient))]).toEqual([2, 4, 6]);
});

onEveryBackend(
  'a shader that does not compile throws instead of giving zeros',
  async () => {
    const program = {
      variableNames: ['x'],
      outputShape: [4],
      uniforms: '',
      workgroupSize: [64, 1, 1],
      dispatchLayout: { x: [0] },
      dispatch: [1, 1, 1],
      shaderKey: 'broken',
      size: true,
      getUserCode: () => 'fn main(index : i32) { not wgsl }',
    };
    const backend = tf.backend() as unknown as {
      runWebGPUProgram(p: object, inputs: tf.Tensor[], dtype: string): tf.TensorInfo;
    };
    const info = backend.runWebGPUProgram(program, [tf.ones([4])], 'float32');
    const broken = tf.engine().makeTensorFromTensorInfo(info);
    await expect(readTensor(broken)).rejects.toThrow(/WGSL|Shader/);
    expect(checkDevice).not.toThrow();
  },
  ['webgpu'],
);

onEveryBackend(
  'a lost device is named, and the backend starts anew',
  async () => {
    currentDevice()!.destroy();
    await currentDevice()!.lost;
    expect(checkDevice).toThrow(/graphics card stopped/);
    expect(await restartBackend()).toMatchObject({ backend: 'webgpu', skipped: [] });
    expect([...(await readTensor(tf.add(tf.tensor([1, 2]), 1)))]).toEqual([2, 3]);
  },
  ['webgpu'],
);

onEveryBackend(
  'wasm says that its memory is full, and goes on with what it has',
  async () => {
    let full: unknown;
    const backend = tf.backend() as WasmBackend;
    const held: object[] = [];
    try {
      // 4 GB is all that a module can address
      for (let n = 0; n < 5; n++) held.push(backend.makeOutput([2 ** 28 - 1], 'float32').dataId);
    } catch (e) {
      full = outOfMemory(e);
    }
    for (const id of held) backend.disposeData(id);
    expect(full).toMatchObject({ key: 'backend.memory' });
    expect([...(await readTensor(tf.add(tf.tensor([1, 2]), 1)))]).toEqual([2, 3]);
  },
  ['wasm'],
);

test('a backend out of memory says so; other errors stay as they are', () => {
  const aborted = new Error('Aborted(). Build with -sASSERTIONS for more info.');
  expect(outOfMemory(aborted)).toMatchObject({ key: 'backend.memory' });
  expect(outOfMemory(new Error('WebGPU: Out of memory'))).toMatchObject({ key: 'backend.memory' });
  const other = new Error('a.weight: this network needs shape [1].');
  expect(outOfMemory(other)).toBe(other);
});
