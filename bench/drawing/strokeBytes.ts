import type { Edit } from '../../src/core/history.ts';
import { editBytes } from '../../src/core/history.ts';
import { pictureGrid } from '../../src/core/grid.ts';
import { planeOf } from '../../src/core/plane.ts';
import { type Point, strokeSpans } from '../../src/core/raster/disk.ts';
import { beginStroke } from '../../src/core/stroke.ts';
import { MOVES, wave } from './hand.ts';

/** Bytes that the history holds for the stroke of the bench on a picture of size x size: the same on every machine. */
export function strokeBytes(size: number, radius: number): number {
  const edits = new Uint8Array(size * size).fill(255);
  const stroke = beginStroke(edits, planeOf(pictureGrid(size, size), 'axial'), () => 1);
  const at = (n: number): Point => [wave(n)[0] * size, wave(n)[1] * size];
  for (let n = 1; n <= MOVES; n++) {
    strokeSpans(at(n - 1), at(n), [radius, radius], (v, u0, u1) => stroke.span(0, v, u0, u1));
  }
  const edit: Edit = {
    title: { key: 'edit.paint' },
    changes: [{ kind: 'voxels', layer: 'edits', diff: stroke.done() }],
  };
  return editBytes(edit);
}
