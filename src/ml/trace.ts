import * as tf from '@tensorflow/tfjs-core';
import { constantValues, FREE, onBackend, onShapes, shapeTensor } from './shapeBackend.ts';
import './shapeRules.ts';

/** A tensor of a traced forward pass, by number. */
type Slot = number;

/** One kernel call. */
export interface Step {
  readonly kernel: string;
  readonly attrs: tf.NamedAttrMap;
  /** Names of inputs that were given, and their slots; '0', '1', ... for kernels that take a list. */
  readonly inputs: readonly (readonly [name: string, slot: Slot])[];
  /** The kernel takes a list. */
  readonly list: boolean;
  readonly outputs: readonly Slot[];
  /** Of each output. */
  readonly bytes: readonly number[];
  /** What no later step reads: its memory is free after this step. */
  readonly last: readonly Slot[];
}

interface Constant {
  readonly values: tf.backend_util.BackendValues;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

/** The kernel calls of a forward pass on an input of one shape, and what they read that they do not make. */
export interface Trace {
  readonly input: Slot;
  readonly variables: ReadonlyMap<Slot, tf.Variable>;
  readonly derived: readonly { readonly make: () => readonly tf.Tensor[]; readonly slots: readonly Slot[] }[];
  readonly constants: ReadonlyMap<Slot, Constant>;
  readonly steps: readonly Step[];
  readonly outputs: readonly Slot[];
  readonly slots: number;
  /** Highest sum of what the steps hold at one time, bytes; the input and weights left out. */
  readonly peakBytes: number;
}

type Call = Omit<Step, 'last'>;

/** What is being traced, and the backend that its weights are on. */
let recording: { readonly home: string; derived(make: () => readonly tf.Tensor[], made: readonly tf.Tensor[]): void };
let tracing = false;

/**
 * Work beside a forward pass, on weights alone: in a trace it is done on the backend that the weights are on, its result
 * is one of the things that the pass reads, and `make` gives it again.
 */
export function untraced<T extends readonly tf.Tensor[]>(make: () => T): T {
  if (!tracing) return make();
  tracing = false;
  try {
    const made = onBackend(recording.home, make);
    recording.derived(make, made);
    return made;
  } finally {
    tracing = true;
  }
}

/**
 * Notes the kernel calls of `forward` on an input of `shape` by a dry run, which costs no memory and next to no time.
 * Calls that no output depends on are left out. The pass must be the same every time: no chance, no look at values.
 */
export function trace(shape: readonly number[], forward: (x: tf.Tensor4D) => readonly tf.Tensor[]): Trace {
  const engine = tf.engine();
  const run = engine.runKernel.bind(engine);
  const slotOf = new Map<number, Slot>();
  let slots = 0;
  const slotFor = (t: tf.Tensor): Slot => {
    const slot = slots++;
    slotOf.set(t.id, slot);
    return slot;
  };
  const variables = new Map<Slot, tf.Variable>();
  const derived: { make: () => readonly tf.Tensor[]; slots: readonly Slot[] }[] = [];
  const constants = new Map<Slot, Constant>();
  const calls: Call[] = [];

  const read = (t: tf.Tensor): Slot => {
    const known = slotOf.get(t.id);
    if (known !== undefined) return known;
    const slot = slotFor(t);
    const values = t instanceof tf.Variable ? undefined : constantValues(t);
    if (t instanceof tf.Variable) variables.set(slot, t);
    else if (values) constants.set(slot, { values, shape: t.shape, dtype: t.dtype });
    else throw new Error('A forward pass reads a tensor that it did not make and that is no weight.');
    return slot;
  };

  recording = {
    home: tf.getBackend(),
    derived: (make, made) => derived.push({ make, slots: made.map((t) => slotOf.get(t.id) ?? slotFor(t)) }),
  };
  engine.runKernel = ((kernel: string, inputs: tf.NamedTensorMap | tf.Tensor[], attrs: tf.NamedAttrMap = {}) => {
    if (!tracing) return run(kernel, inputs as tf.NamedTensorMap, attrs);
    const given = Object.entries(inputs).flatMap(([name, t]) => (t ? [[name, read(t)] as const] : []));
    const result = run(kernel, inputs as tf.NamedTensorMap, attrs) as tf.Tensor | tf.Tensor[];
    const made = [result].flat();
    const bytes = made.map((t) => t.size * tf.util.bytesPerElement(t.dtype));
    calls.push({ kernel, attrs, inputs: given, list: Array.isArray(inputs), outputs: made.map(slotFor), bytes });
    return result;
  }) as typeof engine.runKernel;

  try {
    const { input, outputs } = onShapes(() => {
      tracing = true;
      const x = shapeTensor(shape) as tf.Tensor4D;
      const first = slotFor(x);
      const results = forward(x).map((t) => slotOf.get(t.id)!);
      return { input: first, outputs: results };
    });
    const steps = withLastReaders(needed(calls, outputs), outputs);
    return { input, variables, derived, constants, outputs, slots, steps, peakBytes: peakOf(steps) };
  } finally {
    tracing = false;
    // the class's own again
    Reflect.deleteProperty(engine, 'runKernel');
  }
}

/** The calls on which an output depends. */
function needed(calls: readonly Call[], outputs: readonly Slot[]): Call[] {
  const wanted = new Set(outputs);
  return calls
    .toReversed()
    .filter((call) => {
      const counts = call.outputs.some((slot) => wanted.has(slot));
      if (counts) for (const [, slot] of call.inputs) wanted.add(slot);
      return counts;
    })
    .toReversed();
}

function withLastReaders(calls: readonly Call[], outputs: readonly Slot[]): Step[] {
  const lastReader = new Map<Slot, number>();
  calls.forEach((call, n) => {
    for (const slot of call.outputs) lastReader.set(slot, n);
    for (const [, slot] of call.inputs) if (lastReader.has(slot)) lastReader.set(slot, n);
  });
  for (const slot of outputs) {
    if (!lastReader.delete(slot)) throw new Error('An output of the forward pass is not of its own making.');
  }
  const ending = calls.map((): Slot[] => []);
  for (const [slot, n] of lastReader) ending[n]!.push(slot);
  return calls.map((call, n) => ({ ...call, last: ending[n]! }));
}

function peakOf(steps: readonly Step[]): number {
  // a reshaped tensor is its source's memory, which goes with the last of those that share it
  const memory = new Map<Slot, { readonly bytes: number; shared: number }>();
  let held = 0;
  let peak = 0;
  for (const { kernel, inputs, outputs, bytes, last } of steps) {
    const source = FREE.has(kernel) ? memory.get(inputs[0]![1]) : undefined;
    outputs.forEach((slot, n) => {
      const its = source ?? { bytes: FREE.has(kernel) ? 0 : bytes[n]!, shared: 0 };
      its.shared++;
      if (!source) held += its.bytes;
      memory.set(slot, its);
    });
    peak = Math.max(peak, held);
    for (const slot of last) {
      const its = memory.get(slot)!;
      if (--its.shared === 0) held -= its.bytes;
    }
  }
  return peak;
}
