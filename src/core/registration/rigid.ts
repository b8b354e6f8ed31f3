import type { Vec3 } from '../grid.ts';

/**
 * A rigid motion of world points (mm, LPS): p' = R (p - center) + center + shift, with R = Rz(c) Ry(b) Rx(a).
 * Between CT and PET it says where in the PET's world the tissue of a CT point lies.
 */
export interface RigidMotion {
  /** Turns a, b, c about the x, y and z axis, radians, right-handed. */
  readonly angles: Vec3;
  /** mm */
  readonly shift: Vec3;
  /** Point about which is turned, mm. */
  readonly center: Vec3;
}

export const NO_MOTION: RigidMotion = { angles: [0, 0, 0], shift: [0, 0, 0], center: [0, 0, 0] };

/** A 4x4 affine, row-major, for column vectors. */
export type Affine = readonly number[];

/** The motion as an affine. */
export function rigidAffine({ angles: [a, b, c], shift, center }: RigidMotion): Affine {
  const [ca, sa, cb, sb, cc, sc] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b), Math.cos(c), Math.sin(c)];
  const r = [
    [cc * cb, cc * sb * sa - sc * ca, cc * sb * ca + sc * sa],
    [sc * cb, sc * sb * sa + cc * ca, sc * sb * ca - cc * sa],
    [-sb, cb * sa, cb * ca],
  ];
  const rows = r.flatMap((row, n) => [
    ...row,
    center[n]! + shift[n]! - row.reduce((sum, v, m) => sum + v * center[m]!, 0),
  ]);
  return [...rows, 0, 0, 0, 1];
}

/** a · b: first b, then a. */
export function multiply(a: Affine, b: Affine): Affine {
  const out: number[] = [];
  for (let r = 0; r < 4; r++) {
    for (let c = 0; c < 4; c++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[4 * r + k]! * b[4 * k + c]!;
      out.push(sum);
    }
  }
  return out;
}

/** The inverse of an affine (last row 0 0 0 1). Throws RangeError where it has none. */
export function inverse(m: Affine): Affine {
  const at = (r: number, c: number) => m[4 * r + c]!;
  const minor = (r: number, c: number) => {
    const [r1, r2] = [(r + 1) % 3, (r + 2) % 3];
    const [c1, c2] = [(c + 1) % 3, (c + 2) % 3];
    return at(r1, c1) * at(r2, c2) - at(r1, c2) * at(r2, c1);
  };
  const det = at(0, 0) * minor(0, 0) + at(0, 1) * minor(0, 1) + at(0, 2) * minor(0, 2);
  if (!(Math.abs(det) > 0)) throw new RangeError('The affine has no inverse.');
  const out: number[] = [];
  for (let r = 0; r < 3; r++) {
    const row = [0, 1, 2].map((c) => minor(c, r) / det);
    out.push(...row, -row.reduce((sum, v, c) => sum + v * at(c, 3), 0));
  }
  return [...out, 0, 0, 0, 1];
}

/** The point that an affine takes p to. */
export const apply = (m: Affine, [x, y, z]: Vec3): Vec3 => [
  m[0]! * x + m[1]! * y + m[2]! * z + m[3]!,
  m[4]! * x + m[5]! * y + m[6]! * z + m[7]!,
  m[8]! * x + m[9]! * y + m[10]! * z + m[11]!,
];
