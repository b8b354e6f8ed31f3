import { PANEL, panelBytes } from './panels';
import { floats } from './simd';

const NONE: v128 = f32x4.splat(0);

/** planes[16, tiles, channels] = Bᵀ d B of the 4x4 tiles d, two pixels apart, of a strip [2 lines + 2, 2 tilesX + 2, channels]. */
export function inputToPlanes(planes: usize, plane: usize, strip: usize, lines: i32, tilesX: i32, channels: i32): void {
  const line = floats((2 * tilesX + 2) * channels);
  const pixel = floats(channels);
  for (let ty = 0; ty < lines; ty++) {
    for (let tx = 0; tx < tilesX; tx++) {
      let d = strip + 2 * (ty * line + tx * pixel);
      for (let c = 0; c < channels; c += 4) {
        // rows of d Bᵀ: (a - c, b + c, c - b, b - d); those in the middle first, so that few are held at once
        let at = d + line;
        let a = v128.load(at);
        let b = v128.load(at + pixel);
        let e = v128.load(at + 2 * pixel);
        let g = v128.load(at + 3 * pixel);
        const r10 = f32x4.sub(a, e);
        const r11 = f32x4.add(b, e);
        const r12 = f32x4.sub(e, b);
        const r13 = f32x4.sub(b, g);
        at += line;
        a = v128.load(at);
        b = v128.load(at + pixel);
        e = v128.load(at + 2 * pixel);
        g = v128.load(at + 3 * pixel);
        const r20 = f32x4.sub(a, e);
        const r21 = f32x4.add(b, e);
        const r22 = f32x4.sub(e, b);
        const r23 = f32x4.sub(b, g);
        let to = planes + 4 * plane;
        v128.store(to, f32x4.add(r10, r20));
        v128.store(to + plane, f32x4.add(r11, r21));
        v128.store(to + 2 * plane, f32x4.add(r12, r22));
        v128.store(to + 3 * plane, f32x4.add(r13, r23));
        to += 4 * plane;
        v128.store(to, f32x4.sub(r20, r10));
        v128.store(to + plane, f32x4.sub(r21, r11));
        v128.store(to + 2 * plane, f32x4.sub(r22, r12));
        v128.store(to + 3 * plane, f32x4.sub(r23, r13));
        a = v128.load(d);
        b = v128.load(d + pixel);
        e = v128.load(d + 2 * pixel);
        g = v128.load(d + 3 * pixel);
        v128.store(planes, f32x4.sub(f32x4.sub(a, e), r20));
        v128.store(planes + plane, f32x4.sub(f32x4.add(b, e), r21));
        v128.store(planes + 2 * plane, f32x4.sub(f32x4.sub(e, b), r22));
        v128.store(planes + 3 * plane, f32x4.sub(f32x4.sub(b, g), r23));
        at += line;
        a = v128.load(at);
        b = v128.load(at + pixel);
        e = v128.load(at + 2 * pixel);
        g = v128.load(at + 3 * pixel);
        to += 4 * plane;
        v128.store(to, f32x4.sub(r10, f32x4.sub(a, e)));
        v128.store(to + plane, f32x4.sub(r11, f32x4.add(b, e)));
        v128.store(to + 2 * plane, f32x4.sub(r12, f32x4.sub(e, b)));
        v128.store(to + 3 * plane, f32x4.sub(r13, f32x4.sub(b, g)));
        d += 16;
        planes += 16;
      }
    }
  }
}

/** Aᵀ m A + bias of the tiles of `products` [16, tiles, out], within [low, high], to lines 2 first .. of y. */
export function outputFromPlanes(
  y: usize,
  products: usize,
  plane: usize,
  first: i32,
  lines: i32,
  tilesX: i32,
  out: i32,
  outHeight: i32,
  outWidth: i32,
  bias: usize,
  low: f32,
  high: f32,
): void {
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  for (let ty = 0; ty < lines; ty++) {
    const oy = 2 * (first + ty);
    for (let tx = 0; tx < tilesX; tx++) {
      const ox = 2 * tx;
      let to = y + floats((oy * outWidth + ox) * out);
      const right = ox + 1 < outWidth;
      const below = oy + 1 < outHeight;
      for (let o = 0; o < out; o += 4) {
        // columns of m A, row by row: s = a + b + c, t = b - c - d
        let s0 = NONE;
        let s1 = NONE;
        let t0 = NONE;
        let t1 = NONE;
        let at = products;
        for (let row = 0; row < 4; row++) {
          const b = v128.load(at + plane);
          const c = v128.load(at + 2 * plane);
          const s = f32x4.add(f32x4.add(v128.load(at), b), c);
          const t = f32x4.sub(f32x4.sub(b, c), v128.load(at + 3 * plane));
          if (row < 3) {
            s0 = f32x4.add(s0, s);
            t0 = f32x4.add(t0, t);
          }
          if (row == 1) {
            s1 = s;
            t1 = t;
          } else if (row > 1) {
            s1 = f32x4.sub(s1, s);
            t1 = f32x4.sub(t1, t);
          }
          at += 4 * plane;
        }
        const start = bias ? v128.load(bias + floats(o)) : NONE;
        v128.store(to, f32x4.pmin(f32x4.pmax(f32x4.add(s0, start), least), most));
        if (right) v128.store(to + floats(out), f32x4.pmin(f32x4.pmax(f32x4.add(t0, start), least), most));
        if (below) {
          const under = to + floats(outWidth * out);
          v128.store(under, f32x4.pmin(f32x4.pmax(f32x4.add(s1, start), least), most));
          if (right) v128.store(under + floats(out), f32x4.pmin(f32x4.pmax(f32x4.add(t1, start), least), most));
        }
        to += 16;
        products += 16;
      }
    }
  }
}

/** planes[16, tiles, out] = A dY Aᵀ of the 2x2 tiles of dy, from line 2 first; what lies outside is 0. */
export function gradientToPlanes(
  planes: usize,
  plane: usize,
  dy: usize,
  first: i32,
  lines: i32,
  tilesX: i32,
  out: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  for (let ty = 0; ty < lines; ty++) {
    const oy = 2 * (first + ty);
    for (let tx = 0; tx < tilesX; tx++) {
      const ox = 2 * tx;
      const right = ox + 1 < outWidth;
      const below = oy + 1 < outHeight;
      let from = dy + floats((oy * outWidth + ox) * out);
      for (let o = 0; o < out; o += 4) {
        const under = from + floats(outWidth * out);
        const d00 = v128.load(from);
        const d01 = right ? v128.load(from + floats(out)) : NONE;
        const d10 = below ? v128.load(under) : NONE;
        const d11 = below && right ? v128.load(under + floats(out)) : NONE;
        storeRow(planes, plane, d00, d01);
        storeRow(planes + 4 * plane, plane, f32x4.add(d00, d10), f32x4.add(d01, d11));
        storeRow(planes + 8 * plane, plane, f32x4.sub(d00, d10), f32x4.sub(d01, d11));
        storeRow(planes + 12 * plane, plane, f32x4.neg(d10), f32x4.neg(d11));
        from += 16;
        planes += 16;
      }
    }
  }
}

/** (a, a + b, a - b, -b) to four planes. */
function storeRow(to: usize, plane: usize, a: v128, b: v128): void {
  v128.store(to, a);
  v128.store(to + plane, f32x4.add(a, b));
  v128.store(to + 2 * plane, f32x4.sub(a, b));
  v128.store(to + 3 * plane, f32x4.neg(b));
}

/** (a, (a + b + c) / 2, (a - b + c) / 2, c): a row of G g. */
function middle(a: v128, b: v128, c: v128, sign: f32): v128 {
  const half = f32x4.splat(0.5);
  return f32x4.mul(f32x4.add(f32x4.add(a, c), f32x4.mul(b, f32x4.splat(sign))), half);
}

/** Four lanes of a transformed filter: side by side in a row of a panel, or one below the other. */
function put(to: usize, value: v128, below: bool): void {
  if (!below) v128.store(to, value);
  else {
    v128.store32_lane(to, value, 0);
    v128.store32_lane(to, value, 1, 32);
    v128.store32_lane(to, value, 2, 64);
    v128.store32_lane(to, value, 3, 96);
  }
}

function putRow(to: usize, plane: usize, a: v128, b: v128, c: v128, below: bool): void {
  put(to, a, below);
  put(to + plane, middle(a, b, c, 1), below);
  put(to + 2 * plane, middle(a, b, c, -1), below);
  put(to + 3 * plane, c, below);
}

/**
 * G g Gᵀ as 16 packed matrices [channels, out], `plane` bytes apart. turned: the filter is [3, 3, out, channels] and
 * rotated by 180°.
 */
export function filterToPanels(
  panels: usize,
  plane: usize,
  filter: usize,
  channels: i32,
  out: i32,
  turned: bool,
): void {
  const tap = floats(channels * out);
  for (let f = 0; f < 16; f++) {
    for (let first = 0; first < out; first += PANEL) {
      const panel = panels + f * plane + (first / PANEL) * panelBytes(channels);
      v128.store(panel, NONE);
      v128.store(panel, NONE, 16);
      // the last panel may be half empty
      if (out - first < PANEL) memory.fill(panel, 0, panelBytes(channels));
    }
  }
  // runs of four values that lie side by side in the filter: outputs, or channels where it is turned
  const inner = turned ? channels : out;
  const outer = turned ? out : channels;
  const step: isize = turned ? -(<isize>tap) : tap;
  if (turned) filter += 8 * tap;
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j += 4) {
      const g = filter + floats(i * inner + j);
      const channel = turned ? j : i;
      const column = turned ? i : j;
      const to = panels + (column / PANEL) * panelBytes(channels) + floats((channel + 1) * PANEL + (column & 7));
      const g00 = v128.load(g);
      const g01 = v128.load(g + step);
      const g02 = v128.load(g + 2 * step);
      const g10 = v128.load(g + 3 * step);
      const g11 = v128.load(g + 4 * step);
      const g12 = v128.load(g + 5 * step);
      const g20 = v128.load(g + 6 * step);
      const g21 = v128.load(g + 7 * step);
      const g22 = v128.load(g + 8 * step);
      putRow(to, plane, g00, g01, g02, turned);
      putRow(
        to + 4 * plane,
        plane,
        middle(g00, g10, g20, 1),
        middle(g01, g11, g21, 1),
        middle(g02, g12, g22, 1),
        turned,
      );
      putRow(
        to + 8 * plane,
        plane,
        middle(g00, g10, g20, -1),
        middle(g01, g11, g21, -1),
        middle(g02, g12, g22, -1),
        turned,
      );
      putRow(to + 12 * plane, plane, g20, g21, g22, turned);
    }
  }
}

/** dw[9, size] = Gᵀ s G of s [16, size]. */
export function filterFromPlanes(dw: usize, sums: usize, size: i32): void {
  const plane = floats(size);
  const half = f32x4.splat(0.5);
  for (let i = 0; i < size; i += 4) {
    for (let column = 0; column < 3; column++) {
      // column of s G: a + (b + c) / 2, (b - c) / 2, (b + c) / 2 + d
      let to = dw + floats(i) + column * plane;
      let top = NONE;
      let between = NONE;
      let bottom = NONE;
      for (let row = 0; row < 4; row++) {
        const at = sums + floats(i) + 4 * row * plane;
        const b = v128.load(at + plane);
        const c = v128.load(at + 2 * plane);
        let v = f32x4.mul(half, column == 1 ? f32x4.sub(b, c) : f32x4.add(b, c));
        if (column == 0) v = f32x4.add(v, v128.load(at));
        if (column == 2) v = f32x4.add(v, v128.load(at + 3 * plane));
        if (row == 0) top = v;
        else if (row == 3) bottom = f32x4.add(bottom, v);
        else {
          const part = f32x4.mul(half, v);
          top = f32x4.add(top, part);
          bottom = f32x4.add(bottom, part);
          between = row == 1 ? part : f32x4.sub(between, part);
        }
      }
      v128.store(to, top);
      v128.store(to + 3 * plane, between);
      v128.store(to + 6 * plane, bottom);
    }
  }
}
