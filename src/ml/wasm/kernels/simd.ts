/** a · b + c of four lanes: one rounding where relaxed SIMD is compiled in, two otherwise. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Bytes of `count` float32 values. */
export function floats(count: i32): usize {
  return (<usize>count) << 2;
}

/** The first `count` (1 to 8) of eight lanes go to `to`. */
export function storeLanes(to: usize, low: v128, high: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, low);
    if (count == 8) {
      v128.store(to, high, 16);
      return;
    }
    to += 16;
    count -= 4;
    low = high;
  }
  if (count >= 2) {
    v128.store64_lane(to, low, 0);
    if (count == 3) v128.store32_lane(to, low, 2, 8);
  } else if (count == 1) v128.store32_lane(to, low, 0);
}

/** As storeLanes, added to what lies there. */
export function addLanes(to: usize, low: v128, high: v128, count: i32): void {
  if (count == 8) {
    v128.store(to, f32x4.add(v128.load(to), low));
    v128.store(to, f32x4.add(v128.load(to, 16), high), 16);
    return;
  }
  // lanes past `count` belong to the next row: they are read and not written
  storeLanes(to, f32x4.add(v128.load(to), low), f32x4.add(v128.load(to, 16), high), count);
}

/** Copies `count` floats; far quicker than memory.copy for the short rows of an image's channels. */
export function copyFloats(to: usize, from: usize, count: i32): void {
  let i = 0;
  for (; i <= count - 4; i += 4) v128.store(to + floats(i), v128.load(from + floats(i)));
  for (; i < count; i++) store<f32>(to + floats(i), load<f32>(from + floats(i)));
}

/** y += x over `count` floats. */
export function addFloats(y: usize, x: usize, count: i32): void {
  let i = 0;
  for (; i <= count - 4; i += 4) {
    const at = floats(i);
    v128.store(y + at, f32x4.add(v128.load(y + at), v128.load(x + at)));
  }
  for (; i < count; i++) store<f32>(y + floats(i), load<f32>(y + floats(i)) + load<f32>(x + floats(i)));
}
