import * as tf from '@tensorflow/tfjs-core';

/**
 * A tfjs backend that computes shapes and nothing else: a forward pass or a training step on it costs no memory and next
 * to no time, and tells the weights, output shapes, kernels and multiply-accumulates of a network.
 */
const SHAPE_BACKEND = 'shape';

/**
 * Multiply-accumulates by kind, as PyTorch's operators are counted: bias, norms, activations and elementwise are not.
 * A kernel counts as it is defined, however a backend does it. `scan`: steps of a recurrence, one for each position,
 * channel and state, forwards or back.
 */
type MacKind = 'conv' | 'convTranspose' | 'matmul' | 'scan';
export type Macs = Partial<Record<MacKind, number>>;

/** Output of a kernel; float32 unless said. */
export interface Shaped {
  readonly shape: readonly number[];
  readonly dtype?: tf.DataType;
  readonly macs?: Macs;
  /** What the gradients by all inputs need at least. Not given for a product of the first two inputs: its `macs` for each. */
  readonly gradientMacs?: Macs;
}

// oxlint-disable-next-line typescript/no-explicit-any -- attributes differ by kernel: each rule knows its own
export type Attrs = Record<string, any>;

/** Output shapes from input shapes; `x` holds the inputs in the order in which the operator names them. */
export type ShapeRule = (x: readonly tf.TensorInfo[], attrs: Attrs) => Shaped | readonly Shaped[];

/** A kernel that a dry run has run. */
export interface KernelRun {
  readonly kernel: string;
  /** Those that were given. */
  readonly inputs: readonly tf.TensorInfo[];
  readonly outputs: readonly (tf.TensorInfo & Pick<Shaped, 'macs' | 'gradientMacs'>)[];
}
let show: (run: KernelRun) => void = () => undefined;

/** Runs `body` and shows to `see` each kernel that a dry run runs in it. */
export function watchKernels<T>(see: (run: KernelRun) => void, body: () => T): T {
  const before = show;
  show = (run) => {
    before(run);
    see(run);
  };
  try {
    return body();
  } finally {
    show = before;
  }
}

/** Kernels whose result is their input under another shape. */
export const FREE: ReadonlySet<string> = new Set(['Reshape', 'Identity', 'ExpandDims']);

class ShapeBackend extends tf.KernelBackend {
  private readonly counts = new Map<object, number>();
  private readonly sizes = new WeakMap<object, number>();
  /** What the engine counts for tensors of this backend, which take no memory. */
  bytes = 0;
  /** What was given with values: the constants of a forward pass. */
  private readonly given = new WeakMap<object, tf.backend_util.BackendValues>();

  private unavailable(): never {
    throw new Error('A dry run has shapes but no values: do not read tensors inside forward.');
  }
  override write(
    values?: tf.backend_util.BackendValues | null,
    shape: readonly number[] = [],
    dtype: tf.DataType = 'float32',
  ): tf.DataId {
    const id = {};
    this.sizes.set(id, tf.util.sizeFromShape([...shape]) * tf.util.bytesPerElement(dtype));
    this.incRef(id);
    if (values) this.given.set(id, values);
    return id;
  }
  valuesOf(id: tf.DataId): tf.backend_util.BackendValues | undefined {
    return this.given.get(id);
  }
  override move(id: tf.DataId, _values: unknown, _shape: number[], _dtype: tf.DataType, refCount: number): void {
    this.counts.set(id, refCount);
  }
  override refCount(id: tf.DataId): number {
    return this.counts.get(id) ?? 0;
  }
  override incRef(id: tf.DataId): void {
    this.counts.set(id, this.refCount(id) + 1);
    this.bytes += this.sizes.get(id) ?? 0;
  }
  override disposeData(id: tf.DataId, force = false): boolean {
    const count = this.refCount(id);
    const left = force ? 0 : Math.max(0, count - 1);
    this.bytes -= (count - left) * (this.sizes.get(id) ?? 0);
    if (left > 0) this.counts.set(id, left);
    else this.counts.delete(id);
    return left === 0;
  }
  override numDataIds(): number {
    return this.counts.size;
  }
  override read(): never {
    return this.unavailable();
  }
  override readSync(): never {
    return this.unavailable();
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }
  override dispose(): void {
    this.counts.clear();
  }
}

tf.registerBackend(SHAPE_BACKEND, () => new ShapeBackend(), 0);

/** Teaches dry runs the kernel `name`. An operator of one's own calls it beside its other kernels. */
export function registerShape(name: string, rule: ShapeRule): void {
  tf.registerKernel({
    kernelName: name,
    backendName: SHAPE_BACKEND,
    kernelFunc: ({ inputs, attrs, backend }) => {
      // an operator without its bias names it all the same
      const infos = Object.values(inputs).filter(Boolean) as tf.TensorInfo[];
      const result = rule(infos, (attrs ?? {}) as Attrs);
      const several = Array.isArray(result) ? (result as readonly Shaped[]) : null;
      const outputs = (several ?? [result as Shaped]).map(({ shape, dtype = 'float32', macs, gradientMacs }) => {
        checkShape(`The output of ${name}`, shape);
        const info = { dataId: (backend as ShapeBackend).write(null, shape, dtype), shape: [...shape], dtype };
        return { ...info, ...(macs ? { macs } : {}), ...(gradientMacs ? { gradientMacs } : {}) };
      });
      show({ kernel: name, inputs: infos, outputs });
      return several ? outputs : outputs[0]!;
    },
  });
}

/** Throws where a shape has a side that is no whole number from 1 on: a size that a network cannot take, or a config. */
function checkShape(name: string, shape: readonly number[]): void {
  if (!shape.every((n) => Number.isSafeInteger(n) && n >= 1))
    throw new Error(`${name} would be [${shape.join(', ')}].`);
}

/** Bytes that the engine counts for tensors that are shapes alone. */
export const shapeBytes = (): number => (tf.engine().findBackend(SHAPE_BACKEND) as ShapeBackend).bytes;

/** Values of a constant that a forward pass made on the shape backend; undefined for everything else. */
export const constantValues = ({ dataId }: tf.TensorInfo): tf.backend_util.BackendValues | undefined =>
  (tf.engine().findBackend(SHAPE_BACKEND) as ShapeBackend).valuesOf(dataId);

/** A tensor without values, on the shape backend. */
export function shapeTensor(shape: readonly number[], dtype: tf.DataType = 'float32'): tf.Tensor {
  checkShape('A weight or an input', shape);
  const backend = tf.engine().findBackend(SHAPE_BACKEND) as ShapeBackend;
  return tf.engine().makeTensorFromDataId(backend.write(null, shape, dtype), [...shape], dtype, backend);
}

/**
 * Runs `body` on the shape backend and goes back to the backend in use. All in one turn of the event loop,
 * so that nothing else can run on the wrong backend meanwhile.
 */
export function onShapes<T>(body: () => T): T {
  return tf.tidy(() => onBackend(SHAPE_BACKEND, body) as never) as T;
}

/** Runs `body` on a backend that was started before, and goes back to the one in use. */
export function onBackend<T>(name: string, body: () => T): T {
  const before = tf.engine().backendName;
  // both backends are ready, so the switch is done when the call returns; its promise has nothing more to tell
  void tf.setBackend(name);
  try {
    return body();
  } finally {
    if (before && before !== name) void tf.setBackend(before);
  }
}
