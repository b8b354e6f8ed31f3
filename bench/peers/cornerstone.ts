import { cache, Enums, imageLoader, init, metaData, RenderingEngine, type Types, utilities } from '@cornerstonejs/core';
import * as tools from '@cornerstonejs/tools';
import { picture, stack } from '../drawing/peer.ts';
import { settled, view } from './page.ts';

const { MouseBindings, SegmentationRepresentations } = tools.Enums;
view.addEventListener('contextmenu', (e) => e.preventDefault());

let group: ReturnType<typeof tools.ToolGroupManager.createToolGroup>;

/** A stack viewport of images that lie in memory: the fastest way in, without a network or a parser. */
async function show(voxels: Uint8Array | Int16Array, size: number, slices: number, window: [number, number]) {
  await init();
  await tools.init();
  cache.setMaxCacheSize(4e9);
  const bits = voxels.BYTES_PER_ELEMENT * 8;
  const signed = voxels instanceof Int16Array;
  const modules: Record<string, (k: number) => object> = {
    imagePixelModule: () => ({
      pixelRepresentation: signed ? 1 : 0,
      bitsAllocated: bits,
      bitsStored: bits,
      highBit: bits - 1,
      samplesPerPixel: 1,
      photometricInterpretation: 'MONOCHROME2',
      rows: size,
      columns: size,
    }),
    imagePlaneModule: (k) => ({
      frameOfReferenceUID: 'frame',
      rows: size,
      columns: size,
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
      rowCosines: [1, 0, 0],
      columnCosines: [0, 1, 0],
      imagePositionPatient: [0, 0, k],
      pixelSpacing: [1, 1],
      rowPixelSpacing: 1,
      columnPixelSpacing: 1,
      sliceThickness: 1,
      sliceLocation: k,
    }),
    generalSeriesModule: () => ({ modality: signed ? 'CT' : 'OT', seriesInstanceUID: 'series', seriesNumber: 1 }),
    voiLutModule: () => ({ windowCenter: [window[0]], windowWidth: [window[1]] }),
    modalityLutModule: () => ({ rescaleSlope: 1, rescaleIntercept: 0 }),
  };
  const sliceOf = (id: string) => (id.startsWith('memory:') ? Number(id.slice(7)) : null);
  metaData.addProvider((type: string, id: string) => {
    const k = typeof id === 'string' ? sliceOf(id) : null;
    return k === null ? undefined : modules[type]?.(k);
  }, 10_000);
  imageLoader.registerImageLoader('memory', (imageId: string) => {
    const k = sliceOf(imageId)!;
    const scalarData = voxels.slice(k * size * size, (k + 1) * size * size);
    const voxelManager = utilities.VoxelManager.createImageVoxelManager({
      width: size,
      height: size,
      scalarData,
      numberOfComponents: 1,
    });
    const image = {
      imageId,
      rows: size,
      columns: size,
      width: size,
      height: size,
      color: false,
      rgba: false,
      numberOfComponents: 1,
      slope: 1,
      intercept: 0,
      windowCenter: window[0],
      windowWidth: window[1],
      minPixelValue: signed ? -1064 : 0,
      maxPixelValue: signed ? 167 : 255,
      columnPixelSpacing: 1,
      rowPixelSpacing: 1,
      invert: false,
      sizeInBytes: scalarData.byteLength,
      dataType: signed ? 'Int16Array' : 'Uint8Array',
      voxelManager,
      getPixelData: () => scalarData,
    };
    return { promise: Promise.resolve(image as unknown as Types.IImage) };
  });
  const engine = new RenderingEngine('engine');
  engine.enableElement({ viewportId: 'viewport', element: view, type: Enums.ViewportType.STACK });
  const viewport = engine.getViewport('viewport') as Types.IStackViewport;
  const ids = Array.from({ length: slices }, (_, k) => `memory:${k}`);
  const shown = new Promise((done) => view.addEventListener(Enums.Events.IMAGE_RENDERED, done, { once: true }));
  await viewport.setStack(ids, slices >> 1);
  viewport.render();
  await shown;
  group = tools.ToolGroupManager.createToolGroup('group');
  return { viewport, ids };
}

async function paint(size: number, radius: number): Promise<void> {
  const { viewport, ids } = await show(picture(size), size, 1, [128, 256]);
  const labels = imageLoader.createAndCacheDerivedLabelmapImages(ids).map(({ imageId }) => imageId);
  tools.segmentation.addSegmentations([
    {
      segmentationId: 'labels',
      representation: { type: SegmentationRepresentations.Labelmap, data: { imageIds: labels } },
    },
  ]);
  tools.addTool(tools.BrushTool);
  group!.addToolInstance('brush', tools.BrushTool.toolName, { activeStrategy: 'FILL_INSIDE_CIRCLE' });
  group!.setToolActive('brush', { bindings: [{ mouseButton: MouseBindings.Primary }] });
  group!.addViewport('viewport', 'engine');
  await tools.segmentation.addLabelmapRepresentationToViewport('viewport', [{ segmentationId: 'labels' }]);
  tools.segmentation.segmentIndex.setActiveSegmentIndex('labels', 1);
  tools.segmentation.activeSegmentation.setActiveSegmentation('viewport', 'labels');
  tools.utilities.segmentation.setBrushSizeForToolGroup('group', radius);
  viewport.render();
  await settled();
}

async function browse(size: number, slices: number): Promise<void> {
  await show(stack(size, slices), size, slices, [40, 400]);
  tools.addTool(tools.WindowLevelTool);
  tools.addTool(tools.StackScrollTool);
  group!.addTool(tools.WindowLevelTool.toolName);
  group!.addTool(tools.StackScrollTool.toolName);
  group!.setToolActive(tools.WindowLevelTool.toolName, { bindings: [{ mouseButton: MouseBindings.Primary }] });
  group!.setToolActive(tools.StackScrollTool.toolName, { bindings: [{ mouseButton: MouseBindings.Wheel }] });
  group!.addViewport('viewport', 'engine');
  await settled();
}

window.drawingPeer = {
  paint,
  browse,
  undo: () => utilities.HistoryMemo.DefaultHistoryMemo.undo(),
  windowButton: 'left',
};
