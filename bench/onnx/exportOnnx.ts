import * as tf from '@tensorflow/tfjs-core';
import '../../src/ml/shapeRules.ts';
import type { Net } from '../../src/ml/net.ts';
import { INFERENCE, Params, tfjsShape, toTfjs, type WeightSpec, type WeightValues } from '../../src/ml/params.ts';
import { EMITTERS } from './emitters.ts';
import { Graph } from './graph.ts';
import { native, shapeIn, type Value } from './values.ts';

/** A network in ONNX, and how its input and outputs lie: channels first for maps, as everywhere but in tfjs. */
export interface Exported {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Outputs as the network returns them, by name; `channelsFirst`: turned against ours. */
  readonly outputs: readonly { readonly name: string; readonly channelsFirst: boolean }[];
  readonly operators: ReadonlyMap<string, number>;
}

const BACKEND = 'onnx';

/** A tfjs backend without values, whose kernels write nodes: whatever a forward pass does, the graph will do. */
class TracingBackend extends tf.KernelBackend {
  readonly values = new WeakMap<object, Value>();
  graph = new Graph();

  override write(values: tf.backend_util.BackendValues, shape: number[]): tf.DataId {
    const id = {};
    if (values) {
      const data = Float32Array.from(values as Float32Array);
      this.values.set(id, { shape, plain: this.graph.constant(data, shape) });
    }
    return id;
  }
  override refCount(): number {
    return 1;
  }
  override incRef(): void {}
  override disposeData(): boolean {
    return true;
  }
  override numDataIds(): number {
    return 0;
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override dispose(): void {}
}

tf.registerBackend(BACKEND, () => new TracingBackend(), 0);

/** The kernels of the dry run tell shapes; the emitters write the nodes. */
function registerKernels(backend: TracingBackend): void {
  for (const { kernelName, kernelFunc: shapesOf } of tf.getKernelsForBackend('shape')) {
    if (tf.getKernel(kernelName, BACKEND)) continue;
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: (call) => {
        const emit = EMITTERS[kernelName];
        if (!emit) throw new Error(`There is no ONNX for the kernel ${kernelName}.`);
        const found = shapesOf({ ...call, backend: { write: () => ({}) } });
        const outputs = Array.isArray(found) ? found : [found];
        const named = Object.fromEntries(
          Object.entries(call.inputs)
            .filter(([, info]) => info)
            .map(([name, info]) => [name, backend.values.get((info as tf.TensorInfo).dataId)!]),
        );
        const values = emit({
          graph: backend.graph,
          inputs: named,
          all: Object.values(named),
          attrs: (call.attrs ?? {}) as Record<string, never>,
          shapes: outputs.map(({ shape }) => shape),
        });
        outputs.forEach(({ dataId, shape }, n) => backend.values.set(dataId, { shape, ...values[n] }));
        return found;
      },
    });
  }
}

/** `net` with `weights` for one image of `size` (height, width). Throws when a kernel has no counterpart in ONNX. */
export function exportOnnx<C extends object>(
  net: Net<C>,
  config: C,
  weights: WeightValues,
  size: readonly [number, number],
): Exported {
  const before = tf.getBackend();
  void tf.setBackend(BACKEND);
  try {
    const backend = tf.backend() as TracingBackend;
    const graph = new Graph();
    backend.graph = graph;
    registerKernels(backend);
    const holding = (value: Value, dtype: tf.DataType = 'float32') => {
      const id = {};
      backend.values.set(id, value);
      return tf.engine().makeTensorFromDataId(id, [...value.shape], dtype, backend);
    };
    const known = new Map<string, tf.Tensor>();
    const store = {
      get(spec: WeightSpec): tf.Variable {
        const held = known.get(spec.path);
        if (held) return held as tf.Variable;
        const stored = weights.get(spec.path)!;
        const data = Float32Array.from(stored.data);
        const shape = tfjsShape(spec);
        const value: Value = {
          shape,
          published: { data, shape: spec.shape },
          // written only where a node asks for it in this order
          get plain() {
            const name = graph.constant(toTfjs(data, spec), shape);
            Object.defineProperty(this, 'plain', { value: name, writable: true });
            return name;
          },
          set plain(_) {},
        };
        const made = holding(value);
        known.set(spec.path, made);
        return made as tf.Variable;
      },
    };
    const shape = [1, ...size, net.input(config).channels];
    const x = holding({ shape, channelsFirst: graph.input('image', shapeIn(shape, 'channelsFirst')) });
    const y = tf.tidy(() => net.forward(new Params(store, INFERENCE), x as tf.Tensor4D, config) as tf.Tensor4D);
    const outputs = (Array.isArray(y) ? y : [y]).map((tensor) => {
      const value = backend.values.get(tensor.dataId)!;
      const order = native(value);
      graph.output(value[order]!, shapeIn(value.shape, order));
      return { name: value[order]!, channelsFirst: order === 'channelsFirst' };
    });
    return { bytes: graph.bytes(), outputs, operators: graph.operators };
  } finally {
    void tf.setBackend(before);
  }
}
