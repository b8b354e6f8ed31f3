/** Height of a vertebra with its disc, mm; the disc takes the first `DISC` of it. */
const LEVEL = 36;
const DISC = 8;

/** Distance from (x, y) to the segment a-b, mm. */
function toSegment(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** Bone from its depth under the surface: a cortex of 2 mm over marrow, HU. */
const bone = (depth: number, marrow: number) => (depth < 2.2 ? 720 - 80 * depth : marrow);

/** What the spine shows at a point, mm as in anatomy.ts: depth in mm inside its surface (negative outside) and HU. */
export interface Piece {
  readonly depth: number;
  readonly hu: number;
}

/** Vertebral bodies, discs, arches with their processes, and the canal. */
export function spineAt(x: number, y: number, z: number): Piece {
  const level = (((z + 10) % LEVEL) + LEVEL) % LEVEL;
  const disc = level < DISC;
  // bodies have a waist and a flat back
  const waist = disc ? 0 : 2.5 * Math.sin((Math.PI * (level - DISC)) / (LEVEL - DISC));
  const side = Math.abs(x);
  const a = 24 - waist;
  const back = y > 44 ? 14 : 18;
  const body = (1 - (side / a) ** 2.4 - (Math.abs(y - 44) / back) ** 2.4) * 9;
  const canal = 8.5 - Math.hypot(x * 0.82, (y - 68) * 1.1);
  if (canal > 0) return { depth: canal + 3, hu: canal > 2 ? 32 : -30 };

  const arch: number[] = [];
  if (level > 12 && level < 30) arch.push(6 - toSegment(side, y, 14, 54, 15, 68));
  if (level > 14 && level < 24) arch.push(4 - toSegment(side, y, 15, 68, 40, 71));
  arch.push(3.8 - toSegment(side, y, 14, 70, 3, 80));
  if (level < 10 || level > 28) arch.push(6.5 - toSegment(side, y, 17, 70, 17, 77));
  const spinous = level > 4 && level < 26 ? 97 : 86;
  arch.push(3.6 - toSegment(x, y, 0, 80, 0, spinous));
  const posterior = Math.max(...arch);
  if (body >= posterior) {
    const endplate = !disc && (level < DISC + 4 || level > LEVEL - 4);
    const inside = endplate ? 380 : 205;
    return { depth: body, hu: disc ? 92 - 3 * Math.min(6, body) : bone(body, inside) };
  }
  return { depth: posterior, hu: bone(posterior, 260) };
}

/** Ribs run down and forward in the wall; spacing and slope in mm (per radian). */
const RIB_SPACING = 27;
const RIB_SLOPE = 58;

/**
 * Ribs: `angle` from the posterior midline, 0..π; `out` mm outside the cavity's edge. They turn to cartilage in front.
 * The lowest two end early. `count` pairs, from the lowest.
 */
export function ribAt(angle: number, out: number, z: number, count = 8): Piece {
  let best: Piece = { depth: -9, hu: 0 };
  for (let n = 0; n < count; n++) {
    const top = 66 + RIB_SPACING * n;
    const end = n === 0 ? 0.85 : n === 1 ? 1.5 : 2.55;
    if (angle < 0.3 || angle > end) continue;
    const v = (z - top + RIB_SLOPE * (angle - 0.3)) / 7;
    if (Math.abs(v) > 1.6) continue;
    const depth = (1 - Math.hypot(v, (out - 5.5) / 4.6)) * 4.6;
    if (depth > best.depth) best = { depth, hu: angle > 1.75 ? 120 : bone(depth * 1.2, 240) };
  }
  return best;
}
