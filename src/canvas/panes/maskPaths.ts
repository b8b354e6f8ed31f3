import { contours } from '../../core/raster/contours.ts';

/** Outlines of the pixels for which `inside` is true, in plane coordinates: pixel (u, v) is centred on whole numbers. */
export function maskPath(votes: Uint8Array, width: number, height: number, inside: (vote: number) => boolean): Path2D {
  const mask = new Uint8Array(votes.length);
  for (let n = 0; n < mask.length; n++) mask[n] = inside(votes[n]!) ? 1 : 0;
  const path = new Path2D();
  for (const loop of contours(mask, width, height)) {
    path.moveTo(loop[0]! - 0.5, loop[1]! - 0.5);
    for (let n = 2; n < loop.length; n += 2) path.lineTo(loop[n]! - 0.5, loop[n + 1]! - 0.5);
    path.closePath();
  }
  return path;
}

/** The same path on the stage: lines keep their width at any zoom. */
export function placed(path: Path2D, [a, b, c, d, e, f]: readonly number[]): Path2D {
  const out = new Path2D();
  out.addPath(path, new DOMMatrix([a!, b!, c!, d!, e!, f!]));
  return out;
}
