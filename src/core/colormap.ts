/** Palettes for PET. */
export type ColormapId = 'inverted-grey' | 'hot-iron' | 'pet' | 'hot-metal-blue';
export const COLORMAPS: readonly ColormapId[] = ['inverted-grey', 'hot-iron', 'pet', 'hot-metal-blue'];

/** [entry, value]: a channel runs in straight lines between these points, rounded. */
type Points = readonly (readonly [entry: number, value: number])[];

/** The well-known palettes of DICOM PS3.6 annex B: Hot Iron (B.1.1), PET (B.1.2), Hot Metal Blue (B.1.3). */
const POINTS: Readonly<Record<ColormapId, readonly [red: Points, green: Points, blue: Points]>> = {
  'inverted-grey': [
    [
      [0, 255],
      [255, 0],
    ],
    [
      [0, 255],
      [255, 0],
    ],
    [
      [0, 255],
      [255, 0],
    ],
  ],
  'hot-iron': [
    [
      [0, 0],
      [127, 254],
      [129, 255],
      [255, 255],
    ],
    [
      [0, 0],
      [128, 0],
      [254, 252],
      [255, 255],
    ],
    [
      [0, 0],
      [191, 0],
      [254, 252],
      [255, 255],
    ],
  ],
  pet: [
    [
      [0, 0],
      [63, 0],
      [64, 1],
      [149, 170],
      [150, 171],
      [192, 255],
      [255, 255],
    ],
    [
      [0, 0],
      [31, 62],
      [33, 67],
      [62, 125],
      [63, 128],
      [95, 64],
      [97, 61],
      [127, 1],
      [128, 0],
      [254, 252],
      [255, 255],
    ],
    [
      [0, 0],
      [1, 1],
      [128, 255],
      [130, 248],
      [192, 0],
      [233, 165],
      [235, 174],
      [254, 250],
      [255, 255],
    ],
  ],
  'hot-metal-blue': [
    [
      [0, 0],
      [85, 0],
      [102, 50],
      [119, 90],
      [153, 190],
      [170, 255],
      [255, 255],
    ],
    [
      [0, 0],
      [119, 0],
      [238, 224],
      [255, 255],
    ],
    [
      [0, 0],
      [17, 33],
      [42, 83],
      [43, 84],
      [76, 149],
      [93, 183],
      [94, 184],
      [102, 200],
      [119, 150],
      [136, 50],
      [153, 0],
      [170, 0],
      [238, 200],
      [255, 255],
    ],
  ],
};

function channel(points: Points, entry: number): number {
  const n = Math.max(
    1,
    points.findIndex(([at]) => at >= entry),
  );
  const [x0, y0] = points[n - 1]!;
  const [x1, y1] = points[n]!;
  return Math.floor(y0 + ((y1 - y0) * (entry - x0)) / (x1 - x0) + 0.5);
}

/** The 256 colours of a palette, lowest value first: r, g, b of entry n at 3 n. */
export function colormap(id: ColormapId): Uint8Array {
  const out = new Uint8Array(768);
  for (let n = 0; n < 256; n++) POINTS[id].forEach((points, c) => (out[3 * n + c] = channel(points, n)));
  return out;
}
