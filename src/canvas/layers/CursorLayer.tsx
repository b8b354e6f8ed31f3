import type Konva from 'konva';
import { useEffect, useRef } from 'react';
import { Layer, Shape } from 'react-konva';
import type { CursorScene } from './cursorScene.ts';

/** The brush outline, rulers and what a gesture sketches. */
export function CursorLayer({ scene }: { scene: CursorScene }) {
  const ref = useRef<Konva.Layer>(null);
  useEffect(() => scene.attach(ref.current!), [scene]);
  return (
    <Layer ref={ref} listening={false} clearBeforeDraw={false}>
      <Shape sceneFunc={(context) => scene.draw(context)} />
    </Layer>
  );
}
