import { Problem } from '../../../core/problem.ts';
import { type NumberKind, bytesOf } from '../../readNumbers.ts';
import { broken, checkLength, checkSize } from '../../sizeLimit.ts';
import type { DicomFile } from './dataSet.ts';
import { readFragments } from './fragments.ts';
import { TAG } from './tags.ts';
import { RLE, checkDecodable } from './transferSyntax.ts';
import { warning, type Warning } from '../../../core/warning.ts';

/** How the samples of all frames of a file are stored, checked against the bytes that are there. */
export interface PixelLayout {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samples: 1 | 3;
  readonly photometric: string;
  /** Whether each colour has a plane of its own. */
  readonly planar: boolean;
  /** 1, 8, 16, 32, or 64 for doubles. */
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly float: boolean;
  readonly littleEndian: boolean;
  /** Type of the decoded samples. */
  readonly kind: NumberKind;
  /** Native data of all frames one after another, or one RLE stream a frame. */
  readonly data: Uint8Array | readonly Uint8Array[];
  /** Stored value of pixels outside the scan, or null. */
  readonly padding: number | null;
  readonly warnings: readonly Warning[];
}

/** SOP classes without pictures (PS3.4), by the start of their UID. */
const KINDS: readonly [string, string][] = [
  ['1.2.840.10008.5.1.4.1.1.88', 'a structured report'],
  ['1.2.840.10008.5.1.4.1.1.9', 'a waveform'],
  ['1.2.840.10008.5.1.4.1.1.11', 'a presentation state'],
  ['1.2.840.10008.5.1.4.1.1.104.1', 'an encapsulated PDF'],
  ['1.2.840.10008.5.1.4.1.1.481.3', 'a radiotherapy structure set'],
  ['1.2.840.10008.5.1.4.1.1.481.5', 'a radiotherapy plan'],
  ['1.2.840.10008.1.3.10', 'a media directory (DICOMDIR)'],
];

const PHOTOMETRIC_SAMPLES: Readonly<Record<string, 1 | 3>> = {
  MONOCHROME1: 1,
  MONOCHROME2: 1,
  'PALETTE COLOR': 1,
  RGB: 3,
  YBR_FULL: 3,
  YBR_FULL_422: 3,
};

/** Reads and checks the Image Pixel module (PS3.3 C.7.6.3). Throws a Problem for what is absent, absurd, cut or compressed. */
export function pixelLayout(file: DicomFile): PixelLayout {
  const { name } = file;
  const word = (tag: string, otherwise: number) => file.words(tag)[0] ?? otherwise;
  const floating = file.has(TAG.FloatPixelData) ? 32 : file.has(TAG.DoublePixelData) ? 64 : 0;
  if (!file.pixelData && floating === 0) {
    const uid = file.text(TAG.SOPClassUID);
    const kind = KINDS.find(([start]) => uid.startsWith(start))?.[1];
    throw new Problem('dicom.noImage', { name, kind: kind ?? 'it has no pixel data' });
  }
  const [rows, columns] = [word(TAG.Rows, 0), word(TAG.Columns, 0)];
  if (rows === 0 || columns === 0) throw broken(name, `its size ${columns} × ${rows} is not possible.`);
  const frames = file.number(TAG.NumberOfFrames) ?? 1;
  if (!Number.isInteger(frames) || frames < 1) throw broken(name, `its number of frames, ${frames}, is not possible.`);
  const photometric = file.text(TAG.Photometric).toUpperCase() || 'MONOCHROME2';
  const samples = word(TAG.SamplesPerPixel, 1);
  const wanted = PHOTOMETRIC_SAMPLES[photometric];
  if (!wanted && !/^(YBR_(ICT|RCT|PARTIAL))/.test(photometric)) {
    throw broken(name, `its colour type ${photometric.slice(0, 16)} is not known.`);
  }
  if (floating === 0) checkDecodable(name, file.transferSyntax);
  if (!wanted)
    throw new Problem('file.unsupported', { name, what: `${photometric} colour`, advice: 'Convert it to RGB.' });
  if (samples !== wanted) throw broken(name, `${samples} samples a pixel do not go with ${photometric}.`);

  const warnings: Warning[] = [];
  const bitsAllocated = floating || word(TAG.BitsAllocated, 0);
  if (![1, 8, 16, 32, 64].includes(bitsAllocated) || (bitsAllocated === 64 && !floating)) {
    throw broken(name, `${bitsAllocated} bits a sample are not possible or not read.`);
  }
  const bitsStored = floating || word(TAG.BitsStored, bitsAllocated);
  if (bitsStored < 1 || bitsStored > bitsAllocated) {
    throw broken(name, `${bitsStored} of ${bitsAllocated} bits cannot be in use.`);
  }
  let highBit = floating ? floating - 1 : word(TAG.HighBit, bitsStored - 1);
  if (highBit >= bitsAllocated || highBit < bitsStored - 1) {
    warnings.push(warning('highBit', { given: highBit, taken: bitsStored - 1 }));
    highBit = bitsStored - 1;
  }
  const signed = !floating && word(TAG.PixelRepresentation, 0) === 1;
  const bits = bitsAllocated === 1 ? 8 : bitsAllocated;
  const kind = `${floating ? 'f' : signed ? 'i' : 'u'}${bits}` as NumberKind;
  const count = rows * columns * samples;
  checkSize(name, count * frames * bytesOf(kind));

  const half = photometric === 'YBR_FULL_422';
  const encapsulated = file.pixelData?.length === 0xffffffff;
  const rle = file.transferSyntax === RLE;
  if (!floating && rle !== encapsulated) {
    throw broken(
      name,
      rle
        ? 'it is named RLE, but its pixel data is not.'
        : 'its pixel data is compressed, contrary to its transfer syntax.',
    );
  }
  let data: Uint8Array | readonly Uint8Array[];
  if (rle && !floating) data = readFragments(name, file.body, file.pixelData!.offset, frames);
  else {
    data = floating
      ? file.bytes(floating === 32 ? TAG.FloatPixelData : TAG.DoublePixelData)
      : file.body.subarray(file.pixelData!.offset, file.pixelData!.offset + file.pixelData!.length);
    const frameBits = half ? count * (2 / 3) * bitsAllocated : count * bitsAllocated;
    checkLength(name, Math.ceil((frameBits * frames) / 8), data.length);
  }
  return {
    name,
    rows,
    columns,
    frames,
    samples: wanted,
    photometric,
    planar: wanted === 3 && word(TAG.PlanarConfiguration, 0) === 1,
    bitsAllocated,
    bitsStored,
    highBit,
    signed,
    float: floating !== 0,
    littleEndian: file.littleEndian,
    kind,
    data,
    padding: file.words(TAG.PixelPadding, signed)[0] ?? null,
    warnings,
  };
}
