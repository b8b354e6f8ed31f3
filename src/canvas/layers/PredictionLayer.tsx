import type Konva from 'konva';
import type { Ref } from 'react';
import { Layer, Shape } from 'react-konva';
import type { MaskScene } from './maskScene.ts';

interface Props {
  readonly scene: MaskScene;
  readonly ref: Ref<Konva.Layer>;
}

/** What the network said, where no person decided otherwise. Its canvas keeps what it has; only new pieces are put. */
export const PredictionLayer = ({ scene, ref }: Props) => (
  <Layer ref={ref} listening={false} clearBeforeDraw={false}>
    <Shape
      sceneFunc={(context) => {
        const { piece } = scene;
        if (piece?.prediction) context.putImageData(piece.prediction, piece.box.x0, piece.box.y0);
      }}
    />
  </Layer>
);
