import { decode } from 'jpeg-js';
import { pictureGrid } from '../../core/grid.ts';
import { Problem } from '../../core/problem.ts';
import type { Volume } from '../../core/volume.ts';
import { readBytes } from '../readBytes.ts';
import { MAX_IMAGE_BYTES, broken, checkSize } from '../sizeLimit.ts';
import type { Format } from './format.ts';
import { makeVolume } from './makeVolume.ts';
import { orient } from './orient.ts';
import { readDirectories } from './tiffDirectory.ts';

/** jpeg-js holds coefficients and components besides the result: about 20 bytes a pixel. */
const DECODER_BYTES_PER_PIXEL = 20;

/** 8-bit JPEG pictures, baseline and progressive, turned upright by their EXIF orientation. Spacing stays unknown. */
export const jpeg: Format = {
  id: 'jpeg',
  title: 'JPEG',
  extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
  sniff: (head) => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff,
  async read(files) {
    const volumes: Volume[] = [];
    for (const file of files) volumes.push(readJpeg(file.name, await readBytes(file)));
    return volumes;
  },
};

function readJpeg(name: string, bytes: Uint8Array): Volume {
  const { width, height, orientation } = readMarkers(name, bytes);
  checkSize(name, width * height * DECODER_BYTES_PER_PIXEL);
  let decoded;
  try {
    decoded = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: Infinity,
      maxMemoryUsageInMB: MAX_IMAGE_BYTES / 2 ** 20,
    });
  } catch {
    throw broken(name, 'its JPEG data is damaged. Copy the file again.');
  }
  const raster = orient({ width, height, channels: 3, samples: decoded.data }, orientation);
  return makeVolume({
    name,
    grid: pictureGrid(raster.width, raster.height),
    voxels: raster.samples,
    channels: 3,
    about: { format: 'JPEG, 8 bit' },
  });
}

/** Markers SOF0..SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Size and orientation from the segments before the scan; throws where the decoder cannot follow or data is missing. */
function readMarkers(name: string, bytes: Uint8Array): { width: number; height: number; orientation: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (what: string) =>
    new Problem('file.unsupported', { name, what, advice: 'Save it as an 8-bit baseline JPEG or as PNG.' });
  let frame: { width: number; height: number } | null = null;
  let orientation = 1;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) throw broken(name, `there is no marker where one should be, at byte ${at}.`);
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) break;
    const body = bytes.subarray(at + 4, at + 2 + length);
    if (isFrame(marker)) {
      if (marker > 0xc2) throw refuse('lossless, hierarchical or arithmetic JPEG coding');
      if (body[0] !== 8) throw refuse(`${body[0]} bits a sample`);
      if (body[5] !== 1 && body[5] !== 3) throw refuse(`${body[5]} colour components`);
      frame = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
      if (frame.width === 0 || frame.height === 0) throw broken(name, 'it gives no width or height.');
    } else if (marker === 0xe1) orientation = exifOrientation(body);
    else if (marker === 0xda) {
      if (!frame) throw broken(name, 'its scan comes before its size.');
      if (!endsWell(bytes, at)) throw broken(name, 'it ends in the middle of the picture. Copy the file again.');
      return { ...frame, orientation };
    }
    at += 2 + length;
  }
  throw broken(name, 'it ends before the picture starts. Copy the file again.');
}

/** Whether an end-of-image marker follows the first scan. */
function endsWell(bytes: Uint8Array, scan: number): boolean {
  for (let n = bytes.length - 2; n > scan; n--) if (bytes[n] === 0xff && bytes[n + 1] === 0xd9) return true;
  return false;
}

/** EXIF orientation (tag 274) of an APP1 segment; 1 where there is none or it is damaged. */
function exifOrientation(body: Uint8Array): number {
  if (String.fromCharCode(...body.subarray(0, 4)) !== 'Exif') return 1;
  try {
    return readDirectories('EXIF', body.subarray(6)).directories[0]!.number(274, 1);
  } catch {
    return 1;
  }
}
