import type { Batch, BatchPicture } from '../../../state/compareState.ts';

/** A picture as part of the report itself: a data URL. */
export interface ReportPicture {
  readonly src: string;
  readonly caption: string;
  /** CSS px. */
  readonly width: number;
  readonly height: number;
}

/** The stages as they are on the screen: the canvases of each one on another, named as they are. */
export function shownPictures(root: ParentNode): ReportPicture[] {
  return [...root.querySelectorAll<HTMLElement>('.pane')].flatMap((pane) => {
    const layers = [...pane.querySelectorAll('canvas')];
    const [first] = layers;
    if (!first || first.width === 0) return [];
    const canvas = document.createElement('canvas');
    canvas.width = first.width;
    canvas.height = first.height;
    const context = canvas.getContext('2d')!;
    context.fillRect(0, 0, canvas.width, canvas.height);
    for (const layer of layers) context.drawImage(layer, 0, 0);
    const [width, height] = [pane.clientWidth, pane.clientHeight];
    return [{ src: canvas.toDataURL('image/png'), caption: pane.getAttribute('aria-label') ?? '', width, height }];
  });
}

/** One picture a case and model of a batch, the reference first. */
export function batchPictures({ cases }: Batch, captionOf: (name: string, p: BatchPicture) => string): ReportPicture[] {
  return cases.flatMap(({ name, pictures }) =>
    pictures.map((p) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [p.width, p.height];
      canvas.getContext('2d')!.putImageData(new ImageData(p.pixels, p.width, p.height), 0, 0);
      return { src: canvas.toDataURL('image/png'), caption: captionOf(name, p), width: p.width, height: p.height };
    }),
  );
}
