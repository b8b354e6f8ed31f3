import type Konva from 'konva';
import type { ScreenBox } from '../../core/raster/axis.ts';

/** The canvas of a layer. With nothing on it, it is not shown: the browser would lay it over the image at every frame. */
export interface Surface {
  show(shown: boolean): void;
  /** Puts the part of an image of `box`, device px. */
  put(image: ImageData, box: ScreenBox, part: ScreenBox): void;
}

export function surface(layer: Konva.Layer): Surface {
  const canvas = layer.getNativeCanvasElement();
  const context = canvas.getContext('2d')!;
  const { style } = canvas;
  let now = true;
  return {
    show(shown) {
      if (shown !== now) style.visibility = shown ? '' : 'hidden';
      now = shown;
    },
    put(image, { x0, y0 }, part) {
      context.putImageData(image, x0, y0, part.x0 - x0, part.y0 - y0, part.x1 - part.x0, part.y1 - part.y0);
    },
  };
}
