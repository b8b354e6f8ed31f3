import type Konva from 'konva';
import { labelSpots, type LabelSpot } from '../../core/raster/labelSpots.ts';
import type { ScreenBox } from '../../core/raster/axis.ts';
import { type MaskLook, maskPainter } from '../../core/raster/overlay.ts';
import type { PlaneName } from '../../core/plane.ts';
import { screenAxes } from '../../core/viewport.ts';
import type { App, Dirty } from '../../state/app.ts';
import type { AppState } from '../../state/appState.ts';
import type { Document } from '../../state/document.ts';
import { type Frame, frameOf } from '../frame.ts';
import { drawNumbers, NUMBER_HALF, numbersIn } from './labelNumbers.ts';
import { shownPixels } from './shownPixels.ts';
import { type Surface, surface } from './surface.ts';

/** How masks look in a state. Kept as long as nothing that it depends on changes. */
function lookOf(state: AppState, ratio: number): MaskLook {
  const { labels, layers, masksHidden, activeLabel, view } = state;
  const drawn = new Uint8Array(256);
  const colors: MaskLook['colors'][number][] = [];
  for (const l of labels) {
    if (l.visible) drawn[l.value] = 1;
    colors[l.value] = l.color;
  }
  const on = (layer: 'prediction' | 'edits') => !masksHidden && layers[layer].visible;
  return {
    shown: { labels: drawn, prediction: on('prediction'), edits: on('edits') },
    colors,
    active: activeLabel,
    opacity: { prediction: layers.prediction.opacity, edits: layers.edits.opacity },
    ratio,
    smooth: view.smooth,
  };
}

const imageOf = (pixels: Uint32Array<ArrayBuffer>, width: number, height: number): ImageData =>
  new ImageData(new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength), width, height);

/** Fields of the state that change how masks look, and those of its view that change where. */
const LOOK = ['labels', 'activeLabel', 'masksHidden', 'layers'] as const;
const PLACE = ['plane', 'slice', 'zoom', 'pan', 'flipH', 'flipV', 'turns'] as const;

export interface MaskScene {
  /** Starts to draw on the two Konva layers, once they are mounted. */
  attach(prediction: Konva.Layer, edits: Konva.Layer): () => void;
}

/**
 * Draws both mask layers. A small box is drawn at once, within the event that changed it; a large one, and everything,
 * from the next frame on: as many parts a frame as fit a budget, from the middle outwards, so that no frame is long.
 */
export function maskScene(app: App): MaskScene {
  const paint = maskPainter();
  let look: MaskLook | null = null;
  /** Where the label numbers go, as far as it is known for the slice shown. */
  let spotted: { doc: Document; plane: PlaneName; slice: number; spots: readonly LabelSpot[] } | null = null;
  /** Of the prediction and of the edits. */
  let contexts: readonly Konva.Context[] = [];
  let surfaces: readonly Surface[] = [];
  /** Whether anything was put on them since they were cleared. */
  let painted = [false, false];
  let waiting = 0;
  /** What is left of a picture, and the frame that goes on with it. */
  let parts: Part[] = [];
  let resuming = 0;
  let resting: ReturnType<typeof setTimeout> | undefined;
  const onPrediction = shownPixels();
  const onEdits = shownPixels();

  const drawAll = () => {
    waiting = 0;
    const frame = frameOf(app);
    const ratio = window.devicePixelRatio;
    const [width, height] = app.store.getState().stage.map((n) => Math.floor(n * ratio)) as [number, number];
    if (width < 1 || height < 1) return;
    // what the last view left is in the wrong place
    for (const [i, context] of contexts.entries()) {
      if (painted[i]) context.clearRect(0, 0, width / ratio + 1, height / ratio + 1);
      painted[i] = false;
    }
    if (!frame) return;
    if (look?.ratio !== ratio) look = lookOf(frame.state, ratio);
    if (spotted?.doc !== frame.doc || spotted.plane !== frame.plane.name || spotted.slice !== frame.view.slice) {
      spotted = null;
      spotOnRest();
    }
    onPrediction.reset(width, height);
    onEdits.reset(width, height);
    parts = tilesOf({ x0: 0, y0: 0, x1: width, y1: height }, width, BAND).map((box) => ({ box, put: 'first' }));
    drawParts();
  };

  const drawParts = () => {
    resuming = 0;
    const until = performance.now() + BUDGET;
    const frame = frameOf(app);
    if (!frame || !look) return;
    while (parts.length > 0) {
      const { box, put } = parts.shift()!;
      draw(frame, look, box, put);
      if (performance.now() >= until) break;
    }
    if (parts.length > 0) resuming = requestAnimationFrame(drawParts);
  };

  const draw = (frame: Frame, how: MaskLook, box: ScreenBox, putting: Part['put']) => {
    const axes = screenAxes(frame.plane, frame.view.slice, frame.viewport, frame.ratio);
    const { width, height, prediction, edits, blank } = paint(frame.doc, how, axes, box);
    const put = (layer: number, pixels: Uint32Array<ArrayBuffer>, part: ScreenBox) => {
      painted[layer] = true;
      surfaces[layer]?.show(true);
      surfaces[layer]?.put(imageOf(pixels, width, height), box, part);
    };
    const onPredictionLayer = onPrediction.take(prediction, box, blank.prediction);
    const onEditLayer = onEdits.take(edits, box, blank.edits);
    if (onPredictionLayer) put(0, prediction, onPredictionLayer);
    const numbered = spotted && (how.shown.prediction || how.shown.edits);
    const numbers = numbered ? numbersIn(frame, box, fitting(frame, how, spotted!.spots)) : [];
    const anew = numbers.length > 0 ? onEditLayer !== null || putting !== 'changes' : putting === 'all';
    if (anew) put(1, edits, box);
    else if (onEditLayer) put(1, edits, onEditLayer);
    if (anew && contexts[1]) drawNumbers(contexts[1], frame, box, numbers);
  };

  /** Finding places for the numbers takes a look at the whole slice: not while a hand moves. */
  const spotOnRest = () => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      const frame = frameOf(app);
      if (!frame) return;
      const { doc, state, plane, view } = frame;
      look ??= lookOf(state, frame.ratio);
      const before = spotted?.spots ?? [];
      const spots = labelSpots(doc, look.shown, plane, view.slice);
      spotted = { doc, plane: plane.name, slice: view.slice, spots };
      const moved = [...before.filter((s) => !hasSpot(spots, s)), ...spots.filter((s) => !hasSpot(before, s))];
      for (const spot of moved) {
        const box = clippedBox(frame, numberBox(frame, spot));
        if (box && !waiting) draw(frame, look, box, 'all');
      }
      if (waiting || parts.length > 0) return;
      for (const [i, s] of surfaces.entries()) s.show(painted[i]!);
    }, REST);
  };

  const later = () => {
    cancelAnimationFrame(resuming);
    resuming = 0;
    parts = [];
    waiting ||= requestAnimationFrame(drawAll);
  };

  const onDirty = (dirty: Dirty) => {
    const frame = frameOf(app);
    if (!dirty || waiting || !look || !frame) {
      later();
      return;
    }
    const box = screenBox(frame, dirty);
    if (!box) return;
    if ((box.x1 - box.x0) * (box.y1 - box.y0) <= LARGE) {
      draw(frame, look, box, 'changes');
      return;
    }
    parts.push(...tilesOf(box, TILE, TILE / 2).map((tile) => ({ box: tile, put: 'changes' as const })));
    resuming ||= requestAnimationFrame(drawParts);
  };

  const onState = (now: AppState, before: AppState) => {
    const differ = (fields: readonly (keyof AppState)[]) => fields.some((field) => now[field] !== before[field]);
    const looks = differ(LOOK) || now.view.smooth !== before.view.smooth;
    const moved = PLACE.some((field) => now.view[field] !== before.view[field]);
    if (looks) look = null;
    if (looks || differ(['revision'])) spotOnRest();
    if (looks || moved || differ(['stage']) || now.current?.id !== before.current?.id) later();
  };

  return {
    attach(prediction, edits) {
      contexts = [prediction.getContext(), edits.getContext()];
      surfaces = [surface(prediction), surface(edits)];
      const stops = [app.repaint.on(onDirty), app.store.subscribe(onState)];
      later();
      return () => {
        for (const stop of stops) stop();
        cancelAnimationFrame(waiting);
        cancelAnimationFrame(resuming);
        clearTimeout(resting);
        waiting = 0;
        contexts = [];
        surfaces = [];
      };
    },
  };
}

/** ms of a frame for masks; a band may go over it. */
const BUDGET = 8;

/** Device px of a box that may be drawn within an event: a brush of 250 px. */
const LARGE = 1 << 16;

/**
 * A part of a picture, and what of it is put: its changes; on a cleared canvas its masks and numbers; or all of it, so that
 * a number that was there is wiped.
 */
interface Part {
  readonly box: ScreenBox;
  readonly put: 'changes' | 'first' | 'all';
}

/** Height of a part of everything, and width of a part of a large box, device px: as many pixels in both. */
const BAND = 32;
const TILE = 128;

/** A box in tiles of at most width x height, those near its middle row first. */
function tilesOf({ x0, y0, x1, y1 }: ScreenBox, width: number, height: number): ScreenBox[] {
  const tiles: ScreenBox[] = [];
  for (let y = y0; y < y1; y += height) {
    for (let x = x0; x < x1; x += width) {
      tiles.push({ x0: x, y0: y, x1: Math.min(x + width, x1), y1: Math.min(y + height, y1) });
    }
  }
  const away = (t: ScreenBox) => Math.abs(t.y0 + t.y1 - y0 - y1);
  return tiles.sort((a, b) => away(a) - away(b));
}

/** ms of quiet after a change before label numbers find their places. */
const REST = 150;

/** Numbers only where their digits fit: radius in CSS px. */
const ROOM = 6;

function fitting({ viewport }: Frame, { shown }: MaskLook, spots: readonly LabelSpot[]): LabelSpot[] {
  const scale = Math.min(...viewport.scale);
  return spots.filter((s) => shown.labels[s.label] && s.radius * scale >= ROOM);
}

const hasSpot = (spots: readonly LabelSpot[], { label, u, v }: LabelSpot): boolean =>
  spots.some((s) => s.label === label && s.u === u && s.v === v);

/** Room of a number on the stage, CSS px. */
function numberBox({ viewport }: Frame, { u, v }: LabelSpot): ScreenBox {
  const [x, y] = viewport.toStage(u, v);
  return { x0: x - NUMBER_HALF, y0: y - NUMBER_HALF, x1: x + NUMBER_HALF, y1: y + NUMBER_HALF };
}

/** Whole device px that cover a box in CSS px, cut to the stage; null outside. */
function clippedBox({ ratio, stage }: Frame, { x0, y0, x1, y1 }: ScreenBox): ScreenBox | null {
  const clamp = (n: number, most: number) => Math.max(0, Math.min(Math.floor(most * ratio), n));
  const box = {
    x0: clamp(Math.floor(x0 * ratio), stage[0]),
    y0: clamp(Math.floor(y0 * ratio), stage[1]),
    x1: clamp(Math.ceil(x1 * ratio), stage[0]),
    y1: clamp(Math.ceil(y1 * ratio), stage[1]),
  };
  return box.x0 < box.x1 && box.y0 < box.y1 ? box : null;
}

/** Device px that show a box of plane pixels, with the pixels around it that its outline and vote reach; null outside. */
function screenBox(frame: Frame, { u0, v0, u1, v1 }: NonNullable<Dirty>): ScreenBox | null {
  const a = frame.viewport.toStage(u0 - 1.5, v0 - 1.5);
  const b = frame.viewport.toStage(u1 + 0.5, v1 + 0.5);
  // half a line and its halo
  const rim = 3;
  return clippedBox(frame, {
    x0: Math.min(a[0], b[0]) - rim,
    y0: Math.min(a[1], b[1]) - rim,
    x1: Math.max(a[0], b[0]) + rim,
    y1: Math.max(a[1], b[1]) + rim,
  });
}
