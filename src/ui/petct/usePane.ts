import { type RefObject, useEffect } from 'react';
import type { App } from '../../state/app.ts';
import { useApp } from '../useApp.ts';
import { drawPane, paneViewport } from './drawPane.ts';
import { colorsOf, panePicture } from './panePicture.ts';
import { type PaneKind, sliceOf } from './paneViews.ts';

/** Keeps the canvas of a pane drawn: at most once a frame, when what it shows has changed. */
export function usePane(ref: RefObject<HTMLCanvasElement | null>, kind: PaneKind): void {
  const app = useApp();
  const { row, plane } = kind;
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const draw = painter(app, { row, plane }, canvas);
    let frame = 0;
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    later();
    const sizes = new ResizeObserver(later);
    sizes.observe(canvas);
    const stop = app.store.subscribe((now, before) => {
      if (
        now.petct !== before.petct ||
        now.view.window !== before.view.window ||
        now.view.smooth !== before.view.smooth ||
        now.revision !== before.revision ||
        now.labels !== before.labels ||
        now.masksHidden !== before.masksHidden ||
        now.current !== before.current
      ) {
        later();
      }
    });
    return () => {
      cancelAnimationFrame(frame);
      sizes.disconnect();
      stop();
    };
  }, [app, ref, row, plane]);
}

function painter(app: App, kind: PaneKind, canvas: HTMLCanvasElement): () => void {
  const picture = document.createElement('canvas');
  let shown = '';
  return () => {
    const at = sliceOf(app, kind);
    const context = canvas.getContext('2d');
    if (!at || !context) return;
    const { petct, view } = app.store.getState();
    const key = JSON.stringify([
      app.document?.id,
      at.slice,
      at.own,
      kind.row === 'pet' ? null : view.window,
      kind.row === 'ct' ? null : [petct.pixels, petct.top, petct.typed, petct.kind, colorsOf(kind.row, petct)],
      kind.row === 'fused' ? [petct.blend, petct.fusion.show, petct.fusion.pictures] : null,
    ]);
    if (key !== shown) {
      const pixels = panePicture(app, kind.row, at);
      if (!pixels) {
        context.clearRect(0, 0, canvas.width, canvas.height);
        return;
      }
      picture.width = pixels.width;
      picture.height = pixels.height;
      picture.getContext('2d')!.putImageData(pixels, 0, 0);
      shown = key;
    }
    const ratio = devicePixelRatio;
    const size = [canvas.clientWidth, canvas.clientHeight] as const;
    if (size[0] < 1 || size[1] < 1) return;
    const [w, h] = [Math.round(size[0] * ratio), Math.round(size[1] * ratio)];
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
    }
    const light = kind.row === 'pet' && petct.petColors === 'inverted-grey';
    drawPane(context, app, at, picture, paneViewport(at, petct.zoom, size), size, ratio, light);
  };
}
