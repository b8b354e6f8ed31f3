import { broken, checkLength } from '../../sizeLimit.ts';

const ITEM = 0xe000;
const END = 0xe0dd;

/**
 * The compressed stream of each frame of encapsulated pixel data (PS3.5 annex A.4), which always is little-endian: a
 * basic offset table, then fragments. One fragment a frame, or all of one frame, or told apart by the offset table.
 */
export function readFragments(name: string, bytes: Uint8Array, start: number, frames: number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items: { at: number; data: Uint8Array }[] = [];
  let at = start;
  while (at + 8 <= bytes.length) {
    const [group, element, length] = [
      view.getUint16(at, true),
      view.getUint16(at + 2, true),
      view.getUint32(at + 4, true),
    ];
    if (group !== 0xfffe || (element !== ITEM && element !== END))
      throw broken(name, 'its compressed frames are damaged.');
    if (element === END) break;
    checkLength(name, at + 8 + length, bytes.length);
    items.push({ at, data: bytes.subarray(at + 8, at + 8 + length) });
    at += 8 + length;
  }
  const [table, ...fragments] = items;
  if (!table || fragments.length < frames) {
    throw broken(name, `it holds ${fragments.length} of ${frames} compressed frames: it is cut short.`);
  }
  if (fragments.length === frames) return fragments.map((f) => f.data);
  if (frames === 1) return [concatenate(fragments.map((f) => f.data))];
  const offsets = Array.from({ length: Math.floor(table.data.length / 4) }, (_, n) =>
    new DataView(table.data.buffer, table.data.byteOffset).getUint32(4 * n, true),
  );
  if (offsets.length !== frames) throw broken(name, 'its frames cannot be told apart: the offset table is missing.');
  const first = fragments[0]!.at;
  return offsets.map((offset, n) => {
    const end = offsets[n + 1] ?? Infinity;
    return concatenate(fragments.filter((f) => f.at - first >= offset && f.at - first < end).map((f) => f.data));
  });
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
