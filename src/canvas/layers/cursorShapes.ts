import type Konva from 'konva';

/** A rectangle of the stage, CSS px. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type At = readonly [number, number];

/** Whole CSS px around points, with room for lines. */
function around(points: readonly At[], room: number): Area {
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const x = Math.floor(Math.min(...xs) - room);
  const y = Math.floor(Math.min(...ys) - room);
  return { x, y, width: Math.ceil(Math.max(...xs) + room) - x, height: Math.ceil(Math.max(...ys) + room) - y };
}

/** A white line on a wider dark one: it holds on bone and on air. */
function stroked(context: Konva.Context, path: () => void, width: number): void {
  context.beginPath();
  path();
  context.setAttr('strokeStyle', 'rgba(10, 11, 13, 0.7)');
  context.setAttr('lineWidth', width + 2);
  context.stroke();
  context.setAttr('strokeStyle', '#fff');
  context.setAttr('lineWidth', width);
  context.stroke();
}

/** Corners and edges of an outline in the making; its first corner stands out when the next click would close it. */
export function outline(context: Konva.Context, points: readonly At[], closes: boolean): Area {
  stroked(
    context,
    () => {
      points.forEach(([x, y], n) => (n === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
      if (points.length > 2) context.closePath();
    },
    1.5,
  );
  const first = points[0]!;
  stroked(context, () => context.arc(first[0], first[1], closes ? 6 : 3, 0, 2 * Math.PI, false), 1.5);
  return around(points, 10);
}

const FONT = '500 12px system-ui, sans-serif';

/** Text in a dark box, its left edge middle at (x, y). */
export function words(context: Konva.Context, text: string, x: number, y: number): Area {
  context.setAttr('font', FONT);
  const width = context.measureText(text).width + 12;
  const box = { x: Math.round(x), y: Math.round(y - 10), width: Math.ceil(width), height: 20 };
  context.setAttr('fillStyle', 'rgba(10, 11, 13, 0.8)');
  context.fillRect(box.x, box.y, box.width, box.height);
  context.setAttr('fillStyle', '#fff');
  context.setAttr('textAlign', 'left');
  context.setAttr('textBaseline', 'middle');
  context.fillText(text, box.x + 6, box.y + 10.5);
  return { x: box.x - 1, y: box.y - 1, width: box.width + 2, height: box.height + 2 };
}

/** A ruler: line, ticks across its ends, and its length beside the lower end. */
export function measure(context: Konva.Context, from: At, to: At, text: string): Area[] {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const nx = (-(to[1] - from[1]) / length) * 5;
  const ny = ((to[0] - from[0]) / length) * 5;
  stroked(
    context,
    () => {
      context.moveTo(...from);
      context.lineTo(...to);
      for (const [x, y] of [from, to]) {
        context.moveTo(x - nx, y - ny);
        context.lineTo(x + nx, y + ny);
      }
    },
    1.5,
  );
  const low = to[1] >= from[1] ? to : from;
  return [around([from, to], 8), words(context, text, low[0] + 10, low[1] + 12)];
}
