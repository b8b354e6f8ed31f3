import { type Grid, pictureGrid } from '../../core/grid.ts';
import type { Volume, Voxels } from '../../core/volume.ts';
import { readBytes } from '../readBytes.ts';
import { arrayOf } from '../readNumbers.ts';
import { checkSize } from '../sizeLimit.ts';
import { type TiffPage, decodePage, pageBytes, pageOf } from './decodeTiff.ts';
import type { Format } from './format.ts';
import { makeVolume } from './makeVolume.ts';
import { orient } from './orient.ts';
import { colorOf } from './colorOf.ts';
import { type Directory, readDirectories, tiffVersion } from './tiffDirectory.ts';
import { type TiffScale, imageJStack, tiffScale } from './tiffScale.ts';
import { zeroNonFinite } from './zeroNonFinite.ts';
import { warning, type Warning } from '../../core/warning.ts';

/**
 * TIFF and BigTIFF: 1 to 64-bit grey, 8- and 16-bit RGB and palette; uncompressed, LZW, deflate and PackBits; strips
 * and tiles; pages of one size and type become slices, others volumes of their own. ImageJ stacks are read whole.
 */
export const tiff: Format = {
  id: 'tiff',
  title: 'TIFF',
  extensions: ['tif', 'tiff'],
  sniff: (head) => tiffVersion(head) !== null,
  async read(files) {
    const volumes: Volume[] = [];
    for (const file of files) volumes.push(...(await readTiff(file.name, await readBytes(file))));
    return volumes;
  },
};

/** Bit 0 of NewSubfileType: a smaller copy of another page; bit 2: a transparency mask. */
const isExtra = (d: Directory) => (d.number(254, 0) & 0b101) !== 0;

const alike = (a: TiffPage, b: TiffPage) =>
  a.width === b.width &&
  a.height === b.height &&
  a.kind === b.kind &&
  a.bits === b.bits &&
  a.samples === b.samples &&
  a.photometric === b.photometric &&
  a.orientation === b.orientation;

async function readTiff(name: string, bytes: Uint8Array): Promise<Volume[]> {
  const { littleEndian, directories } = readDirectories(name, bytes);
  const main = directories.filter((d) => !isExtra(d));
  const pages = (main.length > 0 ? main : directories).map((d) => pageOf(name, d));
  const first = pages[0]!;
  const scale = tiffScale(first.directory);
  const planes = pages.length === 1 ? imageJStack(first, bytes.length) : 1;
  if (planes > 1) {
    checkSize(name, pageBytes(first) * planes);
    const slices: Voxels[] = [];
    for (let n = 0; n < planes; n++) {
      const shifted = { ...first, directory: shiftStrips(first.directory, n * pageBytes(first)) };
      slices.push(await decodePage(name, bytes, littleEndian, shifted));
    }
    return [stackOf(name, first, slices, scale)];
  }
  const groups: TiffPage[][] = [];
  for (const page of pages) {
    const group = groups.find((g) => alike(g[0]!, page));
    if (group) group.push(page);
    else groups.push([page]);
  }
  const volumes: Volume[] = [];
  for (const [n, group] of groups.entries()) {
    checkSize(name, pageBytes(group[0]!) * group.length);
    const slices: Voxels[] = [];
    for (const page of group) slices.push(await decodePage(name, bytes, littleEndian, page));
    volumes.push(stackOf(groups.length === 1 ? name : `${name} (${n + 1})`, group[0]!, slices, scale));
  }
  return volumes;
}

/** The directory of a later plane of an ImageJ stack: the same strips, further on. */
const shiftStrips = (d: Directory, by: number): Directory => ({
  ...d,
  numbers: (tag) => (tag === 273 ? d.numbers(tag).map((at) => at + by) : d.numbers(tag)),
});

function stackOf(name: string, page: TiffPage, slices: readonly Voxels[], scale: TiffScale): Volume {
  const warnings: Warning[] = [];
  const shown = slices.map((samples) => {
    const pixels = pixelsOf(page, samples, warnings);
    return orient({ width: page.width, height: page.height, ...pixels }, page.orientation);
  });
  const { width, height, channels } = shown[0]!;
  const voxels = shown.length === 1 ? shown[0]!.samples : join(shown.map((s) => s.samples));
  const replaced = zeroNonFinite(voxels);
  if (replaced > 0) warnings.push(warning('notFinite', { count: replaced }));
  const turned = page.orientation >= 5;
  const { spacing, trust } = scale;
  const grid: Grid = {
    ...pictureGrid(width, height, shown.length),
    spacing: turned ? [spacing[1], spacing[0], spacing[2]] : spacing,
    spacingTrust: shown.length > 1 && trust === 'known' && !scale.slices ? 'estimated' : trust,
  };
  const about = { format: `TIFF, ${page.bits} bit` };
  if (channels === 1) return makeVolume({ name, grid, voxels, about, warnings });
  const color = colorOf(voxels as Uint8Array | Uint16Array);
  return makeVolume({ name, grid, about, ...color, warnings: [...warnings, ...(color.warnings ?? [])] });
}

function join(parts: readonly Voxels[]): Voxels {
  const length = parts[0]!.length;
  const Type = parts[0]!.constructor as new (n: number) => Voxels;
  const out = new Type(length * parts.length);
  parts.forEach((p, n) => out.set(p, n * length));
  return out;
}

/** Stored samples to grey or RGB: palette applied, white-is-zero turned round, extra channels dropped. */
function pixelsOf(page: TiffPage, samples: Voxels, warnings: Warning[]): { samples: Voxels; channels: 1 | 3 } {
  const { photometric, bits, kind } = page;
  const count = page.width * page.height;
  if (photometric === 3) {
    const map = page.directory.numbers(320);
    const entries = map.length / 3;
    const rgb = new Uint8Array(3 * count);
    // 16-bit entries, all reds, then greens, then blues; writers scale by 256 or 257, and the upper byte is right for both
    for (let n = 0; n < count; n++) {
      for (let c = 0; c < 3; c++) {
        rgb[3 * n + c] = (map[c * entries + samples[n * page.samples]!] ?? 0) >> 8;
      }
    }
    return { samples: rgb, channels: 3 };
  }
  const channels = photometric === 2 ? 3 : 1;
  let kept = samples;
  if (page.samples > channels) {
    kept = arrayOf(kind, count * channels);
    for (let n = 0; n < count; n++) {
      for (let c = 0; c < channels; c++) kept[n * channels + c] = samples[n * page.samples + c]!;
    }
    if (channels === 1 && warnings.length === 0) {
      warnings.push(warning('firstChannel', { count: page.samples }));
    }
  }
  if (bits < 8) {
    const scale = 255 / (2 ** bits - 1);
    for (let n = 0; n < kept.length; n++) kept[n] = kept[n]! * scale;
  }
  if (photometric === 0 && (kind === 'u8' || kind === 'u16')) {
    const top = kind === 'u8' ? 255 : 65535;
    for (let n = 0; n < kept.length; n++) kept[n] = top - kept[n]!;
  }
  return { samples: kept, channels };
}
