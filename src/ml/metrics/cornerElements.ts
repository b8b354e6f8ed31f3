/**
 * Lengths and areas of the border between mask elements, by neighbour code, as in google-deepmind/surface-distance.
 * A corner is the point where 4 pixels or 8 voxels meet. Bit x + 2y + 4z of its code tells whether the neighbour on the
 * low (1) or high (0) side along each axis is inside; codes of none and of all carry no border.
 *
 * The border runs through the midpoints of the cell edges that join an inside and an outside neighbour (marching cubes,
 * Lorensen and Cline, SIGGRAPH 1987). On a face where inside and outside alternate, it keeps the rarer kind apart. A
 * polygon that is not flat is cut into the triangles that have the largest area in a cubic cell.
 */

type Point = readonly number[];
type Segment = readonly [Point, Point];

const CORNERS: readonly Point[] = Array.from({ length: 8 }, (_, c) => [c & 1, (c >> 1) & 1, c >> 2]);

/** Border segments on a face whose corners, in a ring, are `ring`. */
function faceSegments(ring: readonly number[], inside: (corner: number) => boolean): Segment[] {
  const middle = (n: number): Point => {
    const [a, b] = [CORNERS[ring[n % 4]!]!, CORNERS[ring[(n + 1) % 4]!]!];
    return a.map((v, axis) => (v + b[axis]!) / 2);
  };
  const crossed = [0, 1, 2, 3].filter((n) => inside(ring[n]!) !== inside(ring[(n + 1) % 4]!));
  if (crossed.length === 2) return [[middle(crossed[0]!), middle(crossed[1]!)]];
  // alternating: one segment around each inside corner
  return crossed.length === 0
    ? []
    : [0, 1, 2, 3].filter((n) => inside(ring[n]!)).map((n) => [middle(n + 3), middle(n)] as const);
}

const SQUARE = [0, 1, 3, 2];

/** Border length in a 2-D cell for each of the 16 codes; `spacing` = (x, y). */
export function contourLengths(spacing: readonly number[]): Float64Array {
  return Float64Array.from({ length: 16 }, (_, code) => {
    const segments = faceSegments(SQUARE, (corner) => ((code >> corner) & 1) === 1);
    const lengths = segments.map(([a, b]) => Math.hypot((a[0]! - b[0]!) * spacing[0]!, (a[1]! - b[1]!) * spacing[1]!));
    return lengths.reduce((sum, length) => sum + length, 0);
  });
}

/** The six faces as rings of corners. */
const FACES = [0, 1, 2].flatMap((axis) =>
  [0, 1].map((side) =>
    SQUARE.map((c) => (side << axis) | ((c & 1) << ((axis + 1) % 3)) | ((c >> 1) << ((axis + 2) % 3))),
  ),
);

/** Closed polygons of the border in the unit cell. */
function polygons(code: number): Point[][] {
  const count = CORNERS.filter((_, corner) => (code >> corner) & 1).length;
  const rarer = count <= 4 ? code : 255 - code;
  const open = FACES.flatMap((ring) => faceSegments(ring, (corner) => ((rarer >> corner) & 1) === 1));
  const closed: Point[][] = [];
  const same = (a: Point, b: Point) => a.every((v, axis) => v === b[axis]);
  while (open.length > 0) {
    const [first, second] = open.pop()!;
    const polygon = [first];
    for (let end = second; !same(end, first);) {
      polygon.push(end);
      const [next] = open.splice(
        open.findIndex(([a, b]) => same(a, end) || same(b, end)),
        1,
      );
      end = same(next![0], end) ? next![1] : next![0];
    }
    closed.push(polygon);
  }
  return closed;
}

/** Half the cross product of two edges: its length is the area. */
function areaVector(a: Point, b: Point, c: Point): Point {
  const u = b.map((v, axis) => v - a[axis]!);
  const v = c.map((w, axis) => w - a[axis]!);
  return [0, 1, 2].map((axis) => {
    const [i, j] = [(axis + 1) % 3, (axis + 2) % 3];
    return (u[i]! * v[j]! - u[j]! * v[i]!) / 2;
  });
}

interface Triangulation {
  readonly area: number;
  readonly vectors: readonly Point[];
}

/** Triangulation of largest area of the polygon's points first..last, as area vectors. */
function largest(polygon: readonly Point[], first: number, last: number): Triangulation {
  let best: Triangulation = { area: 0, vectors: [] };
  for (let tip = first + 1; tip < last; tip++) {
    const vector = areaVector(polygon[first]!, polygon[tip]!, polygon[last]!);
    const [left, right] = [largest(polygon, first, tip), largest(polygon, tip, last)];
    const area = Math.hypot(...vector) + left.area + right.area;
    if (area > best.area) best = { area, vectors: [vector, ...left.vectors, ...right.vectors] };
  }
  return best;
}

let cells: readonly (readonly Point[])[] | undefined;

/** Border area in a 3-D cell for each of the 256 codes; `spacing` = (x, y, z). */
export function surfaceAreas(spacing: readonly number[]): Float64Array {
  cells ??= Array.from({ length: 256 }, (_, code) =>
    polygons(code).flatMap((polygon) => largest(polygon, 0, polygon.length - 1).vectors),
  );
  const [x, y, z] = spacing as [number, number, number];
  const area = (v: Point) => Math.hypot(v[0]! * y * z, v[1]! * x * z, v[2]! * x * y);
  return Float64Array.from(cells, (vectors) => vectors.reduce((sum, v) => sum + area(v), 0));
}
