import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limn } from './limn.js';

const HEADER = 352;

/**
 * HU of the template's CT, which spreads soft tissue out: HU + 1000 below -100, 11 (HU + 100) + 900 up to 100,
 * HU + 3000 above (Rorden et al. 2012, NeuroImage 61).
 */
const hounsfield = (/** @type {number} */ v) =>
  Math.round(v < 900 ? v - 1000 : v < 3100 ? (v - 900) / 11 - 100 : v - 3000);

/**
 * Slices from..to-1 of an 8-bit little-endian NIfTI-1 file on an axis-parallel grid, as int16 of `value`.
 *
 * @param {string} path
 * @param {number} from
 * @param {number} to
 * @param {(v: number) => number} value
 */
function slices(path, from, to, value) {
  const source = readFileSync(path);
  const [width, height] = [source.readInt16LE(42), source.readInt16LE(44)];
  const [slope, intercept] = [source.readFloatLE(112), source.readFloatLE(116)];
  const area = width * height;
  const result = Buffer.alloc(HEADER + 2 * area * (to - from));
  source.copy(result, 0, 0, HEADER);
  result.writeInt16LE(to - from, 46);
  result.writeInt16LE(4, 70);
  result.writeInt16LE(16, 72);
  result.writeFloatLE(HEADER, 108);
  result.writeFloatLE(1, 112);
  result.writeFloatLE(0, 116);
  // qoffset_z and the translation of srow_z move with the first slice
  const spacing = source.readFloatLE(88);
  for (const at of [276, 324]) result.writeFloatLE(source.readFloatLE(at) + from * spacing, at);
  for (let n = 0; n < area * (to - from); n++) {
    result.writeInt16LE(value(slope * source.readUInt8(HEADER + from * area + n) + intercept), HEADER + 2 * n);
  }
  return result;
}

/**
 * The pairs that petct-dcif-small is trained on: `out`/pairs gets eight drawn chests and the MNI slices below 40 and from 56
 * on; `out`/val two other chests and the slices between.
 *
 * @param {string} mni folder with clinical_scct.nii and spm12_PET.nii, both 91 x 109 x 91 at 2 mm
 * @param {string} out
 */
export function petctPairs(mni, out) {
  for (const [dir, name, from, to] of /** @type {const} */ ([
    ['pairs', 'mni_low', 0, 40],
    ['val', 'mni_middle', 40, 56],
    ['pairs', 'mni_high', 56, 91],
  ])) {
    for (const modality of ['ct', 'pet']) mkdirSync(join(out, dir, modality), { recursive: true });
    const ct = slices(join(mni, 'clinical_scct.nii'), from, to, hounsfield);
    const pet = slices(join(mni, 'spm12_PET.nii'), from, to, (v) => Math.round(10000 * v));
    writeFileSync(join(out, dir, 'ct', `${name}.nii`), ct);
    writeFileSync(join(out, dir, 'pet', `${name}.nii`), pet);
  }
  for (const [dir, count, seed] of /** @type {const} */ ([
    ['pairs', '8', '1'],
    ['val', '2', '101'],
  ])) {
    limn(['phantom', '--kind', 'thorax', '--count', count, '--seed', seed, '--out', join(out, dir)]);
  }
}
