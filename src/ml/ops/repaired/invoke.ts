import * as tf from '@tensorflow/tfjs-core';

/**
 * Calls tfjs's kernels by name on the backend in use, to build a missing kernel out of existing ones.
 * Everything made is released at the end but for what the builder returns.
 */
export interface Calls {
  (name: string, inputs: Record<string, tf.TensorInfo> | tf.TensorInfo[], attrs?: object): tf.TensorInfo;
  /** Takes a tensor made elsewhere into care, to be released with the others. */
  own(info: tf.TensorInfo): tf.TensorInfo;
}

export function compose(backend: tf.KernelBackend, backendName: string, build: (call: Calls) => tf.TensorInfo) {
  const made: tf.TensorInfo[] = [];
  const own = (info: tf.TensorInfo) => {
    made.push(info);
    return info;
  };
  const run = (name: string, inputs: Record<string, tf.TensorInfo> | tf.TensorInfo[], attrs: object = {}) => {
    const kernel = tf.getKernel(name, backendName);
    if (!kernel) throw new Error(`The ${backendName} backend has no kernel ${name}.`);
    const params = { inputs: inputs as tf.NamedTensorInfoMap, attrs: attrs as tf.NamedAttrMap, backend };
    return own(kernel.kernelFunc(params) as tf.TensorInfo);
  };
  const result = build(Object.assign(run, { own }) satisfies Calls);
  for (const info of made) if (info !== result) backend.disposeData(info.dataId);
  return result;
}

/** Puts `run` in the place of a kernel of tfjs and gives it the kernel that was there. */
export function replaceKernel(
  kernelName: string,
  backendName: string,
  run: (params: Parameters<tf.KernelFunc>[0], stock: tf.KernelFunc | undefined) => tf.TensorInfo | tf.TensorInfo[],
): void {
  const stock = tf.getKernel(kernelName, backendName);
  if (stock) tf.unregisterKernel(kernelName, backendName);
  // setupFunc binds the stock kernel to its wasm function when the backend starts
  tf.registerKernel({ ...stock, kernelName, backendName, kernelFunc: (params) => run(params, stock?.kernelFunc) });
}
