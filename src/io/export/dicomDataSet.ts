/** Value representations that the writer knows, by what a value of theirs is given as. */
type TextVr = 'AE' | 'CS' | 'DA' | 'DS' | 'DT' | 'IS' | 'LO' | 'PN' | 'SH' | 'TM' | 'UI';

/** One element: tag as eight hex digits, VR and value. Several text or number values are one array. */
export type DicomElement =
  | readonly [tag: string, vr: TextVr, value: string | readonly string[]]
  | readonly [tag: string, vr: 'US' | 'UL', value: number | readonly number[]]
  | readonly [tag: string, vr: 'OB' | 'OW', value: Uint8Array]
  | readonly [tag: string, vr: 'SQ', items: readonly (readonly DicomElement[])[]];

const EXPLICIT_LE = '1.2.840.10008.1.2.1';
/** Of this writer, under the arc of UUIDs (PS3.5 B.2). */
const IMPLEMENTATION = '2.25.271998123846573645012837465019283746';

/** VRs with a reserved field and a 32-bit length (PS3.5 7.1.2). */
const LONG = new Set(['OB', 'OW', 'SQ']);

const utf8 = new TextEncoder();

/** Parts one after another. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A value of even length: text ends in a space, UIDs and bytes in 0. */
function padded(bytes: Uint8Array, pad: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : joined([bytes, Uint8Array.of(pad)]);
}

function numbers(values: readonly number[], size: 2 | 4): Uint8Array {
  const out = new Uint8Array(values.length * size);
  const view = new DataView(out.buffer);
  values.forEach((v, n) => (size === 2 ? view.setUint16(2 * n, v, true) : view.setUint32(4 * n, v, true)));
  return out;
}

function head(tag: string, vr: string, length: number): Uint8Array {
  const out = new Uint8Array(LONG.has(vr) ? 12 : 8);
  const view = new DataView(out.buffer);
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), true);
  out.set(utf8.encode(vr), 4);
  if (LONG.has(vr)) view.setUint32(8, length, true);
  else view.setUint16(6, length, true);
  return out;
}

function valueOf(element: DicomElement): Uint8Array {
  switch (element[1]) {
    case 'US':
      return numbers([element[2]].flat(), 2);
    case 'UL':
      return numbers([element[2]].flat(), 4);
    case 'OB':
    case 'OW':
      return padded(element[2], 0);
    case 'SQ':
      return joined(
        element[2].map((item) => {
          const body = dicomDataSet(item);
          const mark = numbers([0xe000_fffe, body.length], 4);
          return joined([mark, body]);
        }),
      );
    default:
      return padded(utf8.encode([element[2]].flat().join('\\')), element[1] === 'UI' ? 0 : 0x20);
  }
}

/** A data set, explicit VR little endian, in ascending order of tags as PS3.5 7.1 demands. */
export function dicomDataSet(elements: readonly DicomElement[]): Uint8Array<ArrayBuffer> {
  const sorted = [...elements].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return joined(
    sorted.flatMap((element) => {
      const value = valueOf(element);
      return [head(element[0], element[1], value.length), value];
    }),
  );
}

/** A whole file (PS3.10 7): preamble, file meta information, data set. */
export function dicomFileBytes(elements: readonly DicomElement[]): Uint8Array<ArrayBuffer> {
  const text = (tag: string) => {
    const element = elements.find(([t]) => t === tag);
    if (typeof element?.[2] !== 'string') throw new RangeError(`A DICOM file needs (${tag}).`);
    return element[2];
  };
  const meta = dicomDataSet([
    ['00020001', 'OB', Uint8Array.of(0, 1)],
    ['00020002', 'UI', text('00080016')],
    ['00020003', 'UI', text('00080018')],
    ['00020010', 'UI', EXPLICIT_LE],
    ['00020012', 'UI', IMPLEMENTATION],
    ['00020013', 'SH', 'LIMN'],
  ]);
  const length = dicomDataSet([['00020000', 'UL', meta.length]]);
  return joined([new Uint8Array(128), utf8.encode('DICM'), length, meta, dicomDataSet(elements)]);
}

/** A number as a DS: at most 16 characters, as exact as these allow. */
export function decimalString(v: number): string {
  for (let digits = 16; digits > 0; digits--) {
    const text = String(Number(v.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  throw new RangeError(`${v} does not fit a decimal string.`);
}

/** A UID under the UUID arc, always the same for the same text: 2.25 and 122 bits of it (FNV-1a, stretched). */
export function uidOf(text: string): string {
  let bits = 0n;
  for (let part = 0; part < 4; part++) {
    let hash = 0x811c9dc5 ^ part;
    for (const byte of utf8.encode(`${part}:${text}`)) hash = Math.imul(hash ^ byte, 0x01000193);
    bits = (bits << 32n) | BigInt((hash ^ (hash >>> 15)) >>> 0);
  }
  return `2.25.${bits >> 6n}`;
}
