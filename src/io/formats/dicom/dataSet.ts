import * as parser from 'dicom-parser';
import { inflate } from '../../inflate.ts';
import { broken } from '../../sizeLimit.ts';
import { decodeText } from './characterSet.ts';
import { DEFLATED_LE, EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE } from './transferSyntax.ts';
import { warning, type Warning } from '../../../core/warning.ts';

/** Values of one data set or sequence item, by tag as `xggggeeee`. Absent, empty and unreadable values look alike. */
export interface DicomItem {
  has(tag: string): boolean;
  /** Text values, decoded by the character set in force, split at `\`, trimmed. */
  strings(tag: string): readonly string[];
  /** First text value, or ''. */
  text(tag: string): string;
  /** Values of DS or IS; text that is no number is left out. */
  numbers(tag: string): readonly number[];
  /** First value of DS or IS, or null. */
  number(tag: string): number | null;
  /** Values of US, or of SS where `signed`. */
  words(tag: string, signed?: boolean): readonly number[];
  items(tag: string): readonly DicomItem[];
  /** The value's bytes as stored. */
  bytes(tag: string): Uint8Array;
}

export interface DicomFile extends DicomItem {
  readonly name: string;
  readonly transferSyntax: string;
  readonly littleEndian: boolean;
  /** Where PixelData (7FE0,0010) starts in `body`, and its length: 0xFFFFFFFF if encapsulated; null without pixels. */
  readonly pixelData: { readonly offset: number; readonly length: number } | null;
  /** The bytes that offsets count in; not the file's own if it was deflated. */
  readonly body: Uint8Array;
  readonly warnings: readonly Warning[];
}

const PIXEL_DATA = 'x7fe00010';
const VRS = new Set(
  'AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV'.split(' '),
);

const mark = (bytes: Uint8Array, at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));

/** How a data set that starts at `at` is written, from its first element. */
function encodingAt(bytes: Uint8Array, at: number): { explicit: boolean; littleEndian: boolean } | null {
  if (at + 8 > bytes.length) return null;
  const group = bytes[at]! + 256 * bytes[at + 1]!;
  const swapped = bytes[at + 1]! + 256 * bytes[at]!;
  const explicit = VRS.has(mark(bytes, at + 4, 2));
  const littleEndian = group <= swapped;
  const low = Math.min(group, swapped);
  if (low === 0) return null;
  return { explicit, littleEndian };
}

/** Whether a file is DICOM: the mark at byte 128, or, without a preamble, a first element of group 2 or 8. */
export function isDicom(head: Uint8Array): boolean {
  if (mark(head, 128, 4) === 'DICM') return true;
  if (head.length < 16) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (const little of [true, false]) {
    const group = view.getUint16(0, little);
    const element = view.getUint16(2, little);
    if ((group !== 2 && group !== 8) || element > 0x0100) continue;
    if (VRS.has(mark(head, 4, 2))) return true;
    if (little && view.getUint32(4, true) < 256) return true;
  }
  return false;
}

/**
 * Parses a DICOM file up to its pixel data. A missing preamble, file meta information or transfer syntax, and a transfer
 * syntax that the bytes contradict, are repaired with a warning. Throws `file.broken` where the elements are damaged.
 */
export async function parseDicom(name: string, bytes: Uint8Array): Promise<DicomFile> {
  const warnings: Warning[] = [];
  const preamble = mark(bytes, 128, 4) === 'DICM';
  const meta = readMeta(bytes, preamble ? 132 : 0);
  if (!preamble) warnings.push(warning('noPreamble'));
  let uid = meta.transferSyntax;
  let body = bytes;
  let start = meta.end;
  if (uid === DEFLATED_LE) {
    body = await inflate(name, new Blob([bytes.subarray(start) as BlobPart]), 'deflate-raw');
    start = 0;
  }
  const seen = encodingAt(body, start);
  if (!seen) throw broken(name, 'there is no DICOM data set behind its header.');
  const written = !seen.explicit ? IMPLICIT_LE : seen.littleEndian ? EXPLICIT_LE : EXPLICIT_BE;
  const claimed = uid === IMPLICIT_LE ? IMPLICIT_LE : uid === EXPLICIT_BE ? EXPLICIT_BE : EXPLICIT_LE;
  if (uid === '') {
    warnings.push(warning('noSyntax'));
    uid = written;
  } else if (written !== claimed) {
    warnings.push(warning('otherSyntax'));
    if ([IMPLICIT_LE, EXPLICIT_LE, EXPLICIT_BE].includes(uid)) uid = written;
  }
  const littleEndian = written !== EXPLICIT_BE;
  const numbers = littleEndian ? parser.littleEndianByteArrayParser : parser.bigEndianByteArrayParser;
  const stream = new parser.ByteStream(numbers, body, start);
  const elements: Elements = {};
  const dataSet = { elements, warnings: [], byteArray: body, byteArrayParser: numbers } as unknown as parser.DataSet;
  try {
    const options = { untilTag: PIXEL_DATA };
    if (seen.explicit) parser.parseDicomDataSetExplicit(dataSet, stream, body.length, options);
    else parser.parseDicomDataSetImplicit(dataSet, stream, body.length, options);
  } catch {
    if (!elements[PIXEL_DATA]) {
      const last = Object.keys(elements).at(-1);
      const where = last ? `after element (${last.slice(1, 5)},${last.slice(5)})` : 'from the first element on';
      throw broken(name, `it is damaged or cut short ${where}.`);
    }
  }
  const pixels = elements[PIXEL_DATA];
  return {
    ...itemOf(body, elements, littleEndian, []),
    name,
    transferSyntax: uid,
    littleEndian,
    pixelData: pixels ? { offset: pixels.dataOffset, length: pixels.length } : null,
    body,
    warnings,
  };
}

/** File meta information, group 0002, always explicit little endian (PS3.10 7.1). Its end is where group 2 ends. */
function readMeta(bytes: Uint8Array, start: number): { transferSyntax: string; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let transferSyntax = '';
  let at = start;
  while (at + 8 <= bytes.length && view.getUint16(at, true) === 2) {
    const element = view.getUint16(at + 2, true);
    const vr = mark(bytes, at + 4, 2);
    const long = ['OB', 'OW', 'UN', 'SQ', 'UT'].includes(vr);
    if (long && at + 12 > bytes.length) break;
    const length = !VRS.has(vr)
      ? view.getUint32(at + 4, true)
      : long
        ? view.getUint32(at + 8, true)
        : view.getUint16(at + 6, true);
    const from = at + (long ? 12 : 8);
    if (from + length > bytes.length) break;
    if (element === 0x10) transferSyntax = mark(bytes, from, length).replace(/[\0\s]+$/, '');
    at = from + length;
  }
  return { transferSyntax, end: at };
}

interface StoredElement {
  readonly length: number;
  readonly dataOffset: number;
  readonly items?: readonly { readonly dataSet?: { readonly elements: Elements } }[];
}
type Elements = Record<string, StoredElement>;

const CHARACTER_SET = 'x00080005';

function itemOf(body: Uint8Array, elements: Elements, littleEndian: boolean, inherited: readonly string[]): DicomItem {
  const bytes = (tag: string): Uint8Array => {
    const e = elements[tag];
    return e ? body.subarray(e.dataOffset, Math.min(body.length, e.dataOffset + e.length)) : new Uint8Array();
  };
  const split = (text: string) => {
    const values = text.split('\\').map((s) => s.replace(/^[\0\s]+|[\0\s]+$/g, ''));
    return values.length === 1 && values[0] === '' ? [] : values;
  };
  const own = elements[CHARACTER_SET] ? split(decodeText(bytes(CHARACTER_SET), [])) : inherited;
  const strings = (tag: string) => split(decodeText(bytes(tag), own));
  const numbers = (tag: string) =>
    strings(tag)
      .filter((s) => s !== '')
      .map(Number)
      .filter(Number.isFinite);
  return {
    has: (tag) => (elements[tag]?.length ?? 0) > 0,
    strings,
    text: (tag) => strings(tag)[0] ?? '',
    numbers,
    number: (tag) => numbers(tag)[0] ?? null,
    words: (tag, signed = false) => {
      const b = bytes(tag);
      const view = new DataView(b.buffer, b.byteOffset, b.byteLength);
      return Array.from({ length: Math.floor(b.length / 2) }, (_, n) =>
        signed ? view.getInt16(2 * n, littleEndian) : view.getUint16(2 * n, littleEndian),
      );
    },
    items: (tag) =>
      (elements[tag]?.items ?? []).flatMap((i) =>
        i.dataSet ? [itemOf(body, i.dataSet.elements, littleEndian, own)] : [],
      ),
    bytes,
  };
}
