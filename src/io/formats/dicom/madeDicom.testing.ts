/** One element: VR, and text, numbers (by VR), raw bytes or sequence items. */
export type Value = string | number[] | Uint8Array | Elements[];
export type Elements = Record<string, readonly [vr: string, value: Value]>;

export interface Written {
  readonly syntax?: string;
  readonly explicit?: boolean;
  readonly little?: boolean;
  /** Preamble, mark and file meta information. */
  readonly meta?: boolean;
}

const LONG = new Set(['OB', 'OW', 'OF', 'OD', 'SQ', 'UN', 'UT']);
const join = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((p) => [...p]));
const even = (b: Uint8Array, pad: number) => (b.length % 2 ? join([b, Uint8Array.of(pad)]) : b);
const latin = (s: string) => Uint8Array.from(s, (c) => c.charCodeAt(0));

function int(size: 2 | 4, v: number, little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(size));
  if (size === 2) view.setUint16(0, v & 0xffff, little);
  else view.setUint32(0, v >>> 0, little);
  return new Uint8Array(view.buffer);
}

function valueBytes(vr: string, value: Value, explicit: boolean, little: boolean): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return even(latin(value), vr === 'UI' ? 0 : 0x20);
  if (vr === 'SQ') {
    const items = (value as Elements[]).map((item) => {
      const body = dataSet(item, explicit, little);
      return join([int(2, 0xfffe, little), int(2, 0xe000, little), int(4, body.length, little), body]);
    });
    return join(items);
  }
  if (vr === 'FD' || vr === 'OD') {
    const view = new DataView(new ArrayBuffer(8 * value.length));
    (value as number[]).forEach((v, n) => view.setFloat64(8 * n, v, little));
    return new Uint8Array(view.buffer);
  }
  const size = vr === 'UL' ? 4 : 2;
  if (vr === 'OB') return even(Uint8Array.from(value as number[]), 0);
  return join((value as number[]).map((v) => int(size, v, little)));
}

/** Elements in ascending order of tag, written one by one after PS3.5 section 7. */
export function dataSet(elements: Elements, explicit = true, little = true): Uint8Array {
  const parts = Object.entries(elements)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tag, [vr, value]]) => {
      const bytes = valueBytes(vr, value, explicit, little);
      const group = Number.parseInt(tag.slice(0, 4), 16);
      const element = Number.parseInt(tag.slice(4), 16);
      const name = join([int(2, group, little), int(2, element, little)]);
      if (!explicit) return join([name, int(4, bytes.length, little), bytes]);
      if (LONG.has(vr)) return join([name, latin(vr), Uint8Array.of(0, 0), int(4, bytes.length, little), bytes]);
      return join([name, latin(vr), int(2, bytes.length, little), bytes]);
    });
  return join(parts);
}

/** A whole DICOM file; by default explicit little endian with preamble and meta information. */
export function madeDicom(elements: Elements, written: Written = {}): Uint8Array {
  const { syntax = '1.2.840.10008.1.2.1', explicit = true, little = true, meta = true } = written;
  const body = dataSet(elements, explicit, little);
  if (!meta) return body;
  const header = dataSet({ '00020010': ['UI', syntax] });
  const length = dataSet({ '00020000': ['UL', [header.length]] });
  return join([new Uint8Array(128), latin('DICM'), length, header, body]);
}

/** A 3 x 2 CT slice at height `z`; `more` replaces or adds elements. */
export function slice(z: number, more: Elements = {}): Elements {
  return {
    '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.2'],
    '00080018': ['UI', `1.2.3.${Math.round(z * 100)}.${Object.keys(more).length}.${JSON.stringify(more).length}`],
    '00080060': ['CS', 'CT'],
    '0020000e': ['UI', '1.2.3'],
    '00200013': ['IS', '1'],
    '00200032': ['DS', `10\\20\\${z}`],
    '00200037': ['DS', '1\\0\\0\\0\\1\\0'],
    '00280002': ['US', [1]],
    '00280004': ['CS', 'MONOCHROME2'],
    '00280010': ['US', [2]],
    '00280011': ['US', [3]],
    '00280030': ['DS', '2\\0.5'],
    '00280100': ['US', [16]],
    '00280101': ['US', [16]],
    '00280102': ['US', [15]],
    '00280103': ['US', [1]],
    '00281052': ['DS', '-1024'],
    '00281053': ['DS', '1'],
    '7fe00010': ['OW', Array.from({ length: 6 }, (_, n) => Math.round(z) * 10 + n)],
    ...more,
  };
}

export const dicomFile = (elements: Elements, name = 'slice.dcm', written: Written = {}): File =>
  new File([madeDicom(elements, written) as BlobPart], name);
