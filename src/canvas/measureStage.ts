import Konva from 'konva';
import type { App } from '../state/app.ts';

/** Keeps the state's stage size, and the canvases' pixels, in step with the element and the screen. */
export function measureStage(element: HTMLElement, app: App): () => void {
  const measure = () => {
    const size = [element.clientWidth, element.clientHeight] as const;
    const before = app.store.getState().stage;
    const sharper = Konva.pixelRatio !== window.devicePixelRatio;
    if (!sharper && size[0] === before[0] && size[1] === before[1]) return;
    if (sharper) {
      Konva.pixelRatio = window.devicePixelRatio;
      for (const stage of Konva.stages) {
        for (const layer of stage.getLayers()) layer.getCanvas().setPixelRatio(Konva.pixelRatio);
      }
    }
    app.store.setState({ stage: size });
  };
  const observer = new ResizeObserver(measure);
  observer.observe(element);
  // a change of the screen's pixel ratio need not change the size in CSS px
  window.addEventListener('resize', measure);
  measure();
  return () => {
    observer.disconnect();
    window.removeEventListener('resize', measure);
  };
}
