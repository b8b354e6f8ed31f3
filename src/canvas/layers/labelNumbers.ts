import type Konva from 'konva';
import type { ScreenBox } from '../../core/raster/axis.ts';
import type { LabelSpot } from '../../core/raster/labelSpots.ts';
import type { Frame } from '../frame.ts';

/** CSS px from the middle of a number to the edge of its room. */
export const NUMBER_HALF = 16;

const FONT = '700 14px system-ui, sans-serif';

/** Where a number goes on the stage, CSS px. */
interface NumberAt {
  readonly label: number;
  readonly at: readonly [number, number];
}

/** The numbers of the labels that reach into a box of device px. */
export function numbersIn(frame: Frame, box: ScreenBox, spots: readonly LabelSpot[]): NumberAt[] {
  const r = frame.ratio;
  return spots
    .map(({ label, u, v }) => ({ label, at: frame.viewport.toStage(u, v) }))
    .filter(
      ({ at: [x, y] }) =>
        (x + NUMBER_HALF) * r >= box.x0 &&
        (x - NUMBER_HALF) * r <= box.x1 &&
        (y + NUMBER_HALF) * r >= box.y0 &&
        (y - NUMBER_HALF) * r <= box.y1,
    );
}

/** Draws numbers as far as they reach into the box. */
export function drawNumbers(
  context: Konva.Context,
  { ratio: r }: Frame,
  box: ScreenBox,
  numbers: readonly NumberAt[],
): void {
  context.save();
  context.beginPath();
  context.rect(box.x0 / r, box.y0 / r, (box.x1 - box.x0) / r, (box.y1 - box.y0) / r);
  context.clip();
  context.setAttr('font', FONT);
  context.setAttr('textAlign', 'center');
  context.setAttr('textBaseline', 'middle');
  context.setAttr('lineJoin', 'round');
  context.setAttr('lineWidth', 3);
  context.setAttr('strokeStyle', 'rgba(10, 11, 13, 0.85)');
  context.setAttr('fillStyle', '#fff');
  for (const { label, at } of numbers) {
    const [x, y] = at;
    context.strokeText(String(label), x, y + 1);
    context.fillText(String(label), x, y + 1);
  }
  context.restore();
}
