/** What one call of window attention needs to know besides its tensors. */
export interface Windows {
  /** Side M of a window, pixels. */
  readonly window: number;
  /** Cyclic shift s of the map before it is cut, 0..M-1; published networks take 0 and M/2 in turn. */
  readonly shift: number;
}

/** Sizes that follow from q [batch, height, width, channels], the heads and the window. */
export interface WindowSizes extends Windows {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly heads: number;
  readonly headDim: number;
  /** Windows of an image: rows x columns. */
  readonly rows: number;
  readonly columns: number;
  /** Pixels of a window, M². */
  readonly pixels: number;
  /** Relative positions, (2M - 1)²: rows of the bias table. */
  readonly offsets: number;
  /** headDim^-0.5 */
  readonly scale: number;
}

/** Added to the logit of two pixels that the shift brought into one window from two sides of the map. */
export const MASK = -100;

/** Throws when the shapes do not belong together or the map does not cut into windows. */
export function windowSizes(
  q: readonly number[],
  kv: readonly number[],
  table: readonly number[],
  { window, shift }: Windows,
): WindowSizes {
  const [batch, height, width, channels] = q as [number, number, number, number];
  const heads = table[1]!;
  const offsets = (2 * window - 1) ** 2;
  const wrong = (what: string): never => {
    throw new Error(`Window attention: ${what}.`);
  };
  if (height % window !== 0 || width % window !== 0)
    wrong(`${height} x ${width} does not cut into windows of ${window}`);
  if (channels % heads !== 0) wrong(`${channels} channels do not cut into ${heads} heads`);
  if (table[0] !== offsets) wrong(`the bias table has ${table[0]} rows; windows of ${window} need ${offsets}`);
  if (shift < 0 || shift >= window) wrong(`a shift of ${shift} is not within a window of ${window}`);
  const want = [batch, height, width, 2 * channels];
  if (want.some((n, axis) => n !== kv[axis])) wrong(`keys and values are [${kv.join(', ')}], not [${want.join(', ')}]`);
  return {
    window,
    shift,
    batch,
    height,
    width,
    channels,
    heads,
    headDim: channels / heads,
    rows: height / window,
    columns: width / window,
    pixels: window * window,
    offsets,
    scale: (channels / heads) ** -0.5,
  };
}

/**
 * Pixels of a window, row by row, as they lie in the unshifted map: row y of the shifted map is row (y + s) mod H.
 * `label` tells the parts of the map apart that the shift joins: 3 x 3 regions, cut at H - M and H - s of the shifted map.
 * Window index counts images, then rows of windows, then columns.
 */
export function windowPixels(s: WindowSizes, index: number, pixel: Int32Array, label: Int32Array): void {
  const { window, shift, height, width, rows, columns } = s;
  const n = Math.floor(index / (rows * columns));
  const top = (Math.floor(index / columns) % rows) * window;
  const left = (index % columns) * window;
  const part = (at: number, size: number) => (at < size - window ? 0 : at < size - shift ? 1 : 2);
  for (let t = 0; t < s.pixels; t++) {
    const y = top + Math.floor(t / window);
    const x = left + (t % window);
    pixel[t] = (n * height + ((y + shift) % height)) * width + ((x + shift) % width);
    label[t] = shift === 0 ? 0 : 3 * part(y, height) + part(x, width);
  }
}
