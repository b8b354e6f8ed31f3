import type Konva from 'konva';

/** A canvas with nothing on it is not shown: the browser would lay it over the image at every frame. */
export interface Surface {
  show(shown: boolean): void;
}

export function surface(layer: Konva.Layer): Surface {
  const { style } = layer.getNativeCanvasElement();
  let now = true;
  return {
    show(shown) {
      if (shown !== now) style.visibility = shown ? '' : 'hidden';
      now = shown;
    },
  };
}
