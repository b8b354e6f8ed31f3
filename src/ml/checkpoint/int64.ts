/** 64-bit integers as 32-bit ones; where one needs more, all of them as the nearest Float32Array. */
export function fromInt64(values: BigInt64Array): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
  const ints = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    ints[i] = Number(values[i]!);
    if (BigInt(ints[i]!) !== values[i]!) return Float32Array.from(values, Number);
  }
  return ints;
}
