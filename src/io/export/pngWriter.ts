import { encode } from 'fast-png';
import { zip } from '../zip/writeZip.ts';
import type { Label } from '../../core/labels.ts';
import { type Plane, indexAt } from '../../core/plane.ts';
import { writeLabelTable } from './labelTable.ts';

/** Values of slice `w` of a plane, row by row as it is shown. `values` holds one element a voxel. */
function sliceOf<A extends Uint8Array | Uint16Array>(values: A, plane: Plane, w: number): A {
  const { width, height } = plane;
  const out = values.slice(0, width * height) as A;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) out[v * width + u] = values[indexAt(plane, u, v, w)]!;
  }
  return out;
}

/** A grey PNG without a palette: sample = value, 8-bit for bytes, 16-bit for Uint16Array. */
export const greyPng = (values: Uint8Array | Uint16Array, width: number, height: number): Uint8Array =>
  encode({ width, height, data: values, depth: values instanceof Uint16Array ? 16 : 8, channels: 1 });

/** One slice of a label map as an 8-bit grey PNG whose samples are the label values. */
export const labelPng = (labels: Uint8Array, plane: Plane, w: number): Uint8Array =>
  greyPng(sliceOf(labels, plane, w), plane.width, plane.height);

/** The same slice in the labels' colours, to look at: RGBA, transparent where there is no label. */
export function previewPng(labels: Uint8Array, plane: Plane, w: number, table: readonly Label[]): Uint8Array {
  const slice = sliceOf(labels, plane, w);
  const colors = new Map(table.map((l) => [l.value, l.color]));
  const data = new Uint8Array(4 * slice.length);
  slice.forEach((value, n) => {
    if (value === 0) return;
    const [r, g, b] = colors.get(value) ?? [255, 255, 255];
    data.set([r, g, b, 255], 4 * n);
  });
  return encode({ width: plane.width, height: plane.height, data, channels: 4 });
}

/**
 * A label map as PNG files: `<name>.png` for a picture, `<name>_0001.png`... for a stack, with `<name>_labels.json`
 * beside. One zip file, stored: PNG is compressed already.
 */
export async function labelPngZip(
  name: string,
  labels: Uint8Array,
  plane: Plane,
  table: readonly Label[],
  options: { readonly preview?: boolean } = {},
): Promise<Blob> {
  const digits = Math.max(4, String(plane.slices).length);
  const files = [{ name: `${name}_labels.json`, data: new TextEncoder().encode(writeLabelTable(table)) }];
  for (let w = 0; w < plane.slices; w++) {
    const stem = plane.slices === 1 ? name : `${name}_${String(w + 1).padStart(digits, '0')}`;
    files.push({ name: `${stem}.png`, data: labelPng(labels, plane, w) as Uint8Array<ArrayBuffer> });
    if (options.preview) {
      files.push({ name: `${stem}_color.png`, data: previewPng(labels, plane, w, table) as Uint8Array<ArrayBuffer> });
    }
  }
  return zip(files);
}
