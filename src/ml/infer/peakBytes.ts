import * as tf from '@tensorflow/tfjs-core';
import { shapeBytes } from '../shapeBackend.ts';
import { onProgramBytes } from './program.ts';

/**
 * Does a piece of work and tells the highest sum of living tensors meanwhile, weights included and dry runs not. Unlike
 * what a device has allocated, which it keeps for the next model too, that compares models. One at a time, on one backend.
 * `tf.profile` knows the same figure, but waits for every kernel, and on WebGPU without timers reads each result back.
 */
export async function peakBytes<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly bytes: number }> {
  const engine = tf.engine();
  const track = engine.trackTensor.bind(engine);
  const living = () => engine.state.numBytes - shapeBytes();
  let bytes = living();
  engine.trackTensor = (...args) => {
    track(...args);
    bytes = Math.max(bytes, living());
  };
  onProgramBytes((held) => (bytes = Math.max(bytes, living() + held)));
  try {
    const value = await work();
    return { value, bytes };
  } finally {
    // the class's own again
    Reflect.deleteProperty(engine, 'trackTensor');
    onProgramBytes(null);
  }
}
