import type Konva from 'konva';
import type { Ref } from 'react';
import { Layer, Shape } from 'react-konva';
import { type MaskScene, NUMBER_HALF, type Piece } from './maskScene.ts';

interface Props {
  readonly scene: MaskScene;
  readonly ref: Ref<Konva.Layer>;
}

const FONT = '700 14px system-ui, sans-serif';

/** The numbers of the labels, over both masks; within the piece that was put anew. */
function drawNumbers(context: Konva.Context, { frame, box, spots }: Piece): void {
  if (!frame || spots.length === 0) return;
  const r = frame.ratio;
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
  for (const { label, u, v } of spots) {
    const [x, y] = frame.viewport.toStage(u, v);
    if (
      (x + NUMBER_HALF) * r < box.x0 ||
      (x - NUMBER_HALF) * r > box.x1 ||
      (y + NUMBER_HALF) * r < box.y0 ||
      (y - NUMBER_HALF) * r > box.y1
    )
      continue;
    context.strokeText(String(label), x, y + 1);
    context.fillText(String(label), x, y + 1);
  }
  context.restore();
}

/** What a person added and took away, and the numbers of all labels. */
export const EditLayer = ({ scene, ref }: Props) => (
  <Layer ref={ref} listening={false} clearBeforeDraw={false}>
    <Shape
      sceneFunc={(context) => {
        const { piece } = scene;
        if (!piece?.edits) return;
        context.putImageData(piece.edits, piece.box.x0, piece.box.y0);
        drawNumbers(context, piece);
      }}
    />
  </Layer>
);
