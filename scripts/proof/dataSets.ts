import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { readVolume } from '../../src/cli/readInput.ts';
import type { Volume } from '../../src/core/volume.ts';

/** A picture with its mask, 1 = structure. */
interface Pair {
  readonly width: number;
  readonly height: number;
  readonly image: Uint8Array | Uint16Array;
  readonly mask: Uint8Array;
}

const plain = ({ grid, voxels }: Volume, from = 0, step = 1): Uint16Array => {
  const [width, height] = grid.size;
  return Uint16Array.from({ length: width * height }, (_, n) => voxels[from + n * step]!);
};

/** Writes a folder that `limn train` reads: images/ and labels/ of the same names; `wrong` inverts the masks. */
async function writeFolder(dir: string, pairs: readonly Pair[], wrong = false): Promise<string> {
  for (const part of ['images', 'labels']) await mkdir(join(dir, part), { recursive: true });
  for (const [n, { width, height, image, mask }] of pairs.entries()) {
    const name = `${String(n).padStart(2, '0')}.png`;
    const depth = image instanceof Uint16Array ? 16 : 8;
    const label = mask.map((l) => ((l === 1) === wrong ? 0 : 255));
    await writeFile(join(dir, 'images', name), encode({ width, height, data: image, channels: 1, depth }));
    await writeFile(join(dir, 'labels', name), encode({ width, height, data: label, channels: 1, depth: 8 }));
  }
  return dir;
}

/** The real data, cut into what the rows of the table need. Folders are written when they are asked for. */
export interface DataSet {
  /** The first `count` slices to learn from; `wrong` with inverted masks. */
  train(count: number, wrong?: boolean): Promise<string>;
  /** Slices that no training sees. */
  val(): Promise<string>;
}

/**
 * ISBI-2012 membranes, 512 x 512; the mask is the membrane (0 in the files). `first` = number of the first image to
 * learn from; validation is on images 15 to 19.
 */
export function membranes(shared: string, out: string, first: number): DataSet {
  const pair = async (n: number): Promise<Pair> => {
    const file = (part: string) => readVolume(join(shared, 'em_isbi2012', 'train', part, `${n}.png`));
    const [image, label] = [await file('image'), await file('label')];
    const [width, height] = image.grid.size;
    const mask = Uint8Array.from(plain(label), (l) => (l < 128 ? 1 : 0));
    return { width, height, image: Uint8Array.from(plain(image)), mask };
  };
  const pairs = (from: number, count: number) => Promise.all(Array.from({ length: count }, (_, k) => pair(from + k)));
  return {
    train: async (count, wrong = false) =>
      writeFolder(join(out, `membranes-${first}-${count}${wrong ? '-wrong' : ''}`), await pairs(first, count), wrong),
    val: async () => writeFolder(join(out, 'membranes-val'), await pairs(15, 5)),
  };
}

/** Tiles across and down that the one training image of the nuclei is cut into. */
const TILES = [4, 3] as const;

/** BBBC039 nuclei, 16 bit. Two images are there: one is cut into 12 tiles of 174 x 173 to learn from, the other validates. */
export function nuclei(shared: string, out: string): DataSet {
  const folder = join(shared, 'nuclei_bbbc039');
  const pair = async (n: number): Promise<Pair> => {
    const name = (await readdir(join(folder, 'images'))).sort()[n]!.replace(/\.tif$/, '');
    const image = await readVolume(join(folder, 'images', `${name}.tif`));
    const label = await readVolume(join(folder, 'masks', `${name}.png`));
    const [width, height] = image.grid.size;
    // the red channel holds the numbers of touching objects
    const mask = Uint8Array.from(plain(label, 0, label.channels), (l) => (l > 0 ? 1 : 0));
    return { width, height, image: plain(image), mask };
  };
  const tile = ({ width, height, image, mask }: Pair, n: number): Pair => {
    const [w, h] = [Math.floor(width / TILES[0]), Math.floor(height / TILES[1])];
    const [x0, y0] = [w * (n % TILES[0]), h * Math.floor(n / TILES[0])];
    const cut = <A extends Uint8Array | Uint16Array>(of: A, to: A): A => {
      for (let y = 0; y < h; y++) to.set(of.subarray((y0 + y) * width + x0, (y0 + y) * width + x0 + w), y * w);
      return to;
    };
    return {
      width: w,
      height: h,
      image: cut(image as Uint16Array, new Uint16Array(w * h)),
      mask: cut(mask, new Uint8Array(w * h)),
    };
  };
  return {
    train: async (count, wrong = false) => {
      const whole = await pair(0);
      // from the middle outwards would favour it: every fifth tile of the twelve, which visits all of them
      const tiles = Array.from({ length: count }, (_, n) => tile(whole, (5 * n) % (TILES[0] * TILES[1])));
      return writeFolder(join(out, `nuclei-${count}${wrong ? '-wrong' : ''}`), tiles, wrong);
    },
    val: async () => writeFolder(join(out, 'nuclei-val'), [await pair(1)]),
  };
}

/** Folder of the real data beside the repository. Throws where it is absent. */
export function sharedData(): string {
  const folder = join(process.cwd(), '..', 'shared', 'data');
  if (!existsSync(folder)) throw new Error(`The real data are not there: ${join('..', 'shared', 'data')} is missing.`);
  return folder;
}
