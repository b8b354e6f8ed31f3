import type Konva from 'konva';
import { useEffect, useMemo, useRef } from 'react';
import { Layer, Stage } from 'react-konva';
import type { App } from '../state/app.ts';
import { gestures } from './gestures.ts';
import { listenToKeys } from './keyboard.ts';
import { CursorLayer } from './layers/CursorLayer.tsx';
import { cursorScene } from './layers/cursorScene.ts';
import { ImageLayer } from './layers/ImageLayer.tsx';
import { maskScene } from './layers/maskScene.ts';
import { measureStage } from './measureStage.ts';
import { listenToPointer } from './pointer.ts';
import { tools } from './tools/index.ts';
import { useValue } from './useValue.ts';
import { listenToWheel } from './wheel.ts';

interface Props {
  readonly app: App;
  /** Name of the stage for screen readers. */
  readonly label?: string;
}

/** Konva would follow every movement as well. */
const UNTOUCHED = { pointerEvents: 'none' } as const;
const FILL = { position: 'absolute', inset: 0, overflow: 'hidden', touchAction: 'none' } as const;

/**
 * The stage: image, prediction, edits and cursor, one canvas each. React only lays it out; pixels are drawn by the scenes,
 * and while a stroke is dragged nothing here renders.
 */
export function CanvasView({ app, label }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const prediction = useRef<Konva.Layer>(null);
  const edits = useRef<Konva.Layer>(null);
  const masks = useMemo(() => maskScene(app), [app]);
  const cursor = useMemo(() => cursorScene(app), [app]);
  const [width, height] = useValue(app, (s) => s.stage);
  const style = useValue(app, (s) => (s.current ? tools[s.tool].cursor : 'default'));

  useEffect(() => masks.attach(prediction.current!, edits.current!), [masks]);
  useEffect(() => measureStage(element.current!, app), [app]);
  useEffect(() => {
    const stage = element.current!;
    const running = gestures(app, cursor);
    const stops = [
      listenToPointer(stage, app, running, cursor),
      listenToWheel(stage, app, running),
      listenToKeys(stage, app, running, cursor),
      // what a gesture works on must not change under it
      app.store.subscribe((now, before) => {
        const moved = now.view.plane !== before.view.plane || now.view.slice !== before.view.slice;
        if (moved || now.tool !== before.tool || now.current?.id !== before.current?.id) running.cancel();
      }),
    ];
    return () => {
      running.cancel();
      for (const stop of stops) stop();
    };
  }, [app, cursor]);

  return (
    // an application is operated with the keyboard, so it takes the focus
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={element} tabIndex={0} role="application" aria-label={label} style={{ ...FILL, cursor: style }}>
      <Stage width={width} height={height} listening={false} style={UNTOUCHED}>
        <ImageLayer app={app} />
        <Layer ref={prediction} listening={false} clearBeforeDraw={false} />
        <Layer ref={edits} listening={false} clearBeforeDraw={false} />
        <CursorLayer scene={cursor} />
      </Stage>
    </div>
  );
}
