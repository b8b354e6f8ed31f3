import type Konva from 'konva';
import { useEffect, useMemo, useRef } from 'react';
import { Layer, Shape, Stage } from 'react-konva';
import type { App } from '../../state/app.ts';
import { gestures } from '../gestures.ts';
import { listenToKeys } from '../keyboard.ts';
import { ImageLayer } from '../layers/ImageLayer.tsx';
import { measureStage } from '../measureStage.ts';
import { listenToPointer } from '../pointer.ts';
import { useValue } from '../useValue.ts';
import { listenToWheel } from '../wheel.ts';
import { crossScene } from './crossScene.ts';
import type { PaneContent } from './paneContent.ts';
import { paneScene } from './paneScene.ts';

interface Props {
  /** The application as this pane sees it. */
  readonly app: App;
  readonly content: PaneContent;
  readonly label: string;
  /** Whether this pane tells the size of all: they are alike. */
  readonly measures: boolean;
}

const FILL = { position: 'absolute', inset: 0, overflow: 'hidden', touchAction: 'none', cursor: 'crosshair' } as const;
const REDRAWN = ['view', 'stage', 'masksHidden', 'revision', 'current'] as const;
const COMPARED = ['contenders', 'label', 'outlines', 'reference', 'pixels', 'linked'] as const;

/** A stage to look at: the image, masks over it, and the shared cursor. Dragging moves it, the right button sets the window. */
export function PaneView({ app, content, label, measures }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const masks = useRef<Konva.Layer>(null);
  const crossLayer = useRef<Konva.Layer>(null);
  const draw = useMemo(() => paneScene(app), [app]);
  const cross = useMemo(() => crossScene(app), [app]);
  const [width, height] = useValue(app, (s) => s.stage);

  useEffect(() => (measures ? measureStage(element.current!, app) : undefined), [app, measures]);
  useEffect(() => cross.attach(crossLayer.current!), [cross]);
  useEffect(
    () =>
      app.store.subscribe((now, before) => {
        const differ =
          REDRAWN.some((field) => now[field] !== before[field]) ||
          COMPARED.some((field) => now.compare[field] !== before.compare[field]);
        if (differ) masks.current?.batchDraw();
      }),
    [app],
  );
  useEffect(() => {
    const stage = element.current!;
    const running = gestures(app, cross, () => 'pan');
    const stops = [
      listenToPointer(stage, app, running, cross),
      listenToWheel(stage, app, running),
      listenToKeys(stage, app, running, cross),
    ];
    return () => {
      running.cancel();
      for (const stop of stops) stop();
    };
  }, [app, cross]);

  return (
    // an application is operated with the keyboard, so it takes the focus
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={element} tabIndex={0} role="application" aria-label={label} style={FILL}>
      <Stage width={width} height={height} listening={false}>
        <ImageLayer app={app} />
        <Layer ref={masks} listening={false}>
          <Shape sceneFunc={(context) => draw(context, content)} />
        </Layer>
        <Layer ref={crossLayer} listening={false}>
          <Shape sceneFunc={(context) => cross.draw(context)} />
        </Layer>
      </Stage>
    </div>
  );
}
