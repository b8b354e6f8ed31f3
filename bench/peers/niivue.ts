import { DRAG_MODE, Niivue, SLICE_TYPE } from '@niivue/niivue';
import { niftiBytes } from '../../src/io/export/niftiWriter.ts';
import { picture, stack } from '../drawing/peer.ts';
import { settled, VIEW, view } from './page.ts';

let viewer: Niivue;

async function show(voxels: Uint8Array<ArrayBuffer> | Int16Array<ArrayBuffer>, size: number, slices: number) {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = `width:${VIEW}px;height:${VIEW}px`;
  view.append(canvas);
  viewer = new Niivue({
    logLevel: 'error',
    crosshairWidth: 0,
    isOrientationTextVisible: false,
    show3Dcrosshair: false,
    isColorbar: false,
    dragAndDropEnabled: false,
    dragMode: DRAG_MODE.windowing,
  });
  await viewer.attachToCanvas(canvas);
  viewer.setSliceType(SLICE_TYPE.AXIAL);
  const bytes = niftiBytes({
    grid: {
      size: [size, size, slices],
      spacing: [1, 1, 1],
      origin: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      spacingTrust: 'known',
      oriented: true,
    },
    voxels,
  });
  await viewer.loadFromArrayBuffer(bytes.slice().buffer, 'image.nii');
  viewer.drawScene();
  await settled();
}

async function paint(size: number, radius: number): Promise<void> {
  await show(picture(size), size, 1);
  viewer.createEmptyDrawing();
  viewer.setDrawingEnabled(true);
  viewer.setPenValue(1, false);
  viewer.opts.penSize = 2 * radius + 1;
  viewer.drawScene();
  await settled();
}

window.drawingPeer = {
  paint,
  browse: (size, slices) => show(stack(size, slices), size, slices),
  undo: () => viewer.drawUndo(),
  windowButton: 'right',
};
