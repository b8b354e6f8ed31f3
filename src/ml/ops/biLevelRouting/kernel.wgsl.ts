/** Means of q and k over each region's pixels: [batch, regions, 2 * channels]. */
export const regionMeans = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let channels = uniforms.channels;
  let c = index % (2 * channels);
  let region = (index / (2 * channels)) % uniforms.regions;
  let n = index / (2 * channels * uniforms.regions);
  let top = (region / uniforms.windows) * uniforms.regionHeight;
  let left = (region % uniforms.windows) * uniforms.regionWidth;
  var sum = 0.0;
  for (var y = top; y < top + uniforms.regionHeight; y++) {
    for (var x = left; x < left + uniforms.regionWidth; x++) {
      sum += qkv[((n * uniforms.height + y) * uniforms.width + x) * 3 * channels + c];
    }
  }
  result[index] = sum / f32(uniforms.pixels);
}`;

/** q_r k_rᵀ: [batch, regions, regions]. A positive scale would not change which are largest. */
export const regionLogits = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let channels = uniforms.channels;
  let regions = uniforms.regions;
  let q = (index / regions) * 2 * channels;
  let k = ((index / (regions * regions)) * regions + index % regions) * 2 * channels + channels;
  var sum = 0.0;
  for (var c = 0; c < channels; c++) { sum += means[q + c] * means[k + c]; }
  result[index] = sum;
}`;

/** The topk largest of each row, best first, ties to the lowest index: each pick is the best after the one before. */
export const bestRegions = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let row = index * uniforms.regions;
  var last = 3.4e38;
  var lastRegion = -1;
  for (var i = 0; i < uniforms.topk; i++) {
    var best = -3.4e38;
    var bestRegion = 0;
    for (var region = 0; region < uniforms.regions; region++) {
      let logit = logits[row + region];
      let after = logit < last || (logit == last && region > lastRegion);
      if (after && logit > best) {
        best = logit;
        bestRegion = region;
      }
    }
    result[index * uniforms.topk + i] = bestRegion;
    last = best;
    lastRegion = bestRegion;
  }
}`;

/** One invocation a query pixel and head: neighbours share head and region, hence the keys they read. */
const COMMON = (headDim: number, unit: 1 | 4) => `
alias V = ${unit === 4 ? 'vec4<f32>' : 'f32'};
alias Head = array<V, ${headDim / unit}>;
const N = ${headDim / unit};
fn product(a : V, b : V) -> f32 { return ${unit === 4 ? 'dot(a, b)' : 'a * b'}; }
fn pixelOf(n : i32, region : i32, t : i32) -> i32 {
  let y = (region / uniforms.windows) * uniforms.regionHeight + t / uniforms.regionWidth;
  let x = (region % uniforms.windows) * uniforms.regionWidth + t % uniforms.regionWidth;
  return (n * uniforms.height + y) * uniforms.width + x;
}
struct Query { n : i32, region : i32, head : i32, pixel : i32 };
fn queryOf(index : i32) -> Query {
  let t = index % uniforms.pixels;
  let head = (index / uniforms.pixels) % uniforms.heads;
  let region = (index / (uniforms.pixels * uniforms.heads)) % uniforms.regions;
  let n = index / (uniforms.pixels * uniforms.heads * uniforms.regions);
  return Query(n, region, head, pixelOf(n, region, t));
}
fn load(at : i32) -> Head {
  var values : Head;
  for (var d = 0; d < N; d++) { values[d] = qkv[at + d]; }
  return values;
}
fn logitOf(q : ptr<function, Head>, k : i32) -> f32 {
  var sum = 0.0;
  for (var d = 0; d < N; d++) { sum += product((*q)[d], qkv[k + d]); }
  return sum * uniforms.scale;
}`;

/** Softmax in one pass over the keys, as in FlashAttention (Dao et al. 2022, arXiv:2205.14135). */
export const attendCode = (headDim: number, unit: 1 | 4): string => `${COMMON(headDim, unit)}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let at = queryOf(index);
  let units = uniforms.units;
  var q = load(at.pixel * 3 * units + at.head * N);
  var sum : Head;
  var top = -3.4e38;
  var total = 0.0;
  for (var i = 0; i < uniforms.topk; i++) {
    let region = routed[(at.n * uniforms.regions + at.region) * uniforms.topk + i];
    for (var t = 0; t < uniforms.pixels; t++) {
      let k = (pixelOf(at.n, region, t) * 3 + 1) * units + at.head * N;
      let logit = logitOf(&q, k);
      let next = max(top, logit);
      let kept = exp(top - next);
      let p = exp(logit - next);
      total = total * kept + p;
      for (var d = 0; d < N; d++) { sum[d] = sum[d] * kept + p * qkv[k + units + d]; }
      top = next;
    }
  }
  for (var d = 0; d < N; d++) { result[at.pixel * units + at.head * N + d] = sum[d] / total; }
}`;

/** Of each query: log of the sum of exp(logits), and dy · attention. */
export const attendStatisticsCode = (headDim: number, unit: 1 | 4): string => `${COMMON(headDim, unit)}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let at = queryOf(index);
  let units = uniforms.units;
  var q = load(at.pixel * 3 * units + at.head * N);
  var top = -3.4e38;
  var total = 0.0;
  for (var i = 0; i < uniforms.topk; i++) {
    let region = routed[(at.n * uniforms.regions + at.region) * uniforms.topk + i];
    for (var t = 0; t < uniforms.pixels; t++) {
      let logit = logitOf(&q, (pixelOf(at.n, region, t) * 3 + 1) * units + at.head * N);
      let next = max(top, logit);
      total = total * exp(top - next) + exp(logit - next);
      top = next;
    }
  }
  var inner = 0.0;
  let o = at.pixel * units + at.head * N;
  for (var d = 0; d < N; d++) { inner += product(dy[o + d], attention[o + d]); }
  result[2 * index] = top + log(total);
  result[2 * index + 1] = inner;
}`;

/**
 * First half of the invocations: dq of a query. Second half: dk and dv of a key, over the regions routed to its own.
 * Every pixel is both, so the same indices serve.
 */
export const attendGradCode = (headDim: number, unit: 1 | 4): string => `${COMMON(headDim, unit)}
fn gradOf(o : i32, v : i32) -> f32 {
  var sum = 0.0;
  for (var d = 0; d < N; d++) { sum += product(dy[o + d], qkv[v + d]); }
  return sum;
}
fn queryGradient(index : i32) {
  let at = queryOf(index);
  let units = uniforms.units;
  let own = at.pixel * 3 * units + at.head * N;
  let o = at.pixel * units + at.head * N;
  var q = load(own);
  var dq : Head;
  for (var i = 0; i < uniforms.topk; i++) {
    let region = routed[(at.n * uniforms.regions + at.region) * uniforms.topk + i];
    for (var t = 0; t < uniforms.pixels; t++) {
      let k = (pixelOf(at.n, region, t) * 3 + 1) * units + at.head * N;
      let p = exp(logitOf(&q, k) - stats[2 * index]);
      let a = p * (gradOf(o, k + units) - stats[2 * index + 1]) * uniforms.scale;
      for (var d = 0; d < N; d++) { dq[d] += a * qkv[k + d]; }
    }
  }
  for (var d = 0; d < N; d++) { result[own + d] = dq[d]; }
}
fn asks(n : i32, region : i32, other : i32) -> bool {
  for (var i = 0; i < uniforms.topk; i++) {
    if (routed[(n * uniforms.regions + region) * uniforms.topk + i] == other) { return true; }
  }
  return false;
}
fn keyGradient(index : i32) {
  let at = queryOf(index);
  let units = uniforms.units;
  let own = (at.pixel * 3 + 1) * units + at.head * N;
  var k = load(own);
  var dk : Head;
  var dv : Head;
  for (var region = 0; region < uniforms.regions; region++) {
    if (!asks(at.n, region, at.region)) { continue; }
    for (var t = 0; t < uniforms.pixels; t++) {
      let query = ((at.n * uniforms.regions + region) * uniforms.heads + at.head) * uniforms.pixels + t;
      let pixel = pixelOf(at.n, region, t);
      let q = pixel * 3 * units + at.head * N;
      let o = pixel * units + at.head * N;
      let p = exp(logitOf(&k, q) - stats[2 * query]);
      let a = p * (gradOf(o, own + units) - stats[2 * query + 1]) * uniforms.scale;
      for (var d = 0; d < N; d++) {
        dk[d] += a * qkv[q + d];
        dv[d] += p * dy[o + d];
      }
    }
  }
  for (var d = 0; d < N; d++) {
    result[own + d] = dk[d];
    result[own + units + d] = dv[d];
  }
}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  if (index < uniforms.queries) { queryGradient(index); } else { keyGradient(index - uniforms.queries); }
}`;
