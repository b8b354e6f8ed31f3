/** IEEE 754 binary16 to float32, exact. */
export function fromFloat16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const out = new Float32Array(bits.length);
  const raw = new Uint32Array(out.buffer);
  for (let i = 0; i < bits.length; i++) {
    const h = bits[i]!;
    const exponent = (h >> 10) & 0x1f;
    const fraction = h & 0x3ff;
    const sign = (h & 0x8000) << 16;
    if (exponent === 0) {
      const value = fraction * 2 ** -24;
      out[i] = sign ? -value : value;
    } else raw[i] = sign | ((exponent === 31 ? 0xff : exponent + 112) << 23) | (fraction << 13);
  }
  return out;
}

/** bfloat16 to float32: the upper half of its bits, exact. */
export function fromBfloat16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const raw = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) raw[i] = bits[i]! << 16;
  return new Float32Array(raw.buffer);
}

/** float32 to IEEE 754 binary16, to the nearest, ties to even; beyond ±65504 it becomes infinite. */
export function toFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(values.length);
  const one = new Float32Array(1);
  const bits = new Uint32Array(one.buffer);
  for (let i = 0; i < values.length; i++) {
    one[0] = values[i]!;
    const b = bits[0]!;
    const sign = (b >>> 16) & 0x8000;
    const exponent = (b >>> 23) & 0xff;
    const fraction = b & 0x7fffff;
    if (exponent === 0xff) out[i] = sign | 0x7c00 | (fraction ? 0x200 : 0);
    else if (exponent < 113) out[i] = sign | toEven(Math.abs(one[0]) * 2 ** 24);
    else {
      // Rounding may carry into the exponent, which is then the right one, and from 65520 on infinity.
      const h = ((exponent - 112) << 10) + toEven(fraction / 0x2000);
      out[i] = sign | Math.min(h, 0x7c00);
    }
  }
  return out;
}

function toEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
