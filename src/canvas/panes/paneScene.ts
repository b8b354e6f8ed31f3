import type Konva from 'konva';
import { supporters, votesOf } from '../../core/compare/disagreement.ts';
import { AGREEMENT, css, MODEL_LOOKS } from '../../core/compare/looks.ts';
import type { App } from '../../state/app.ts';
import type { Letter } from '../../state/compareState.ts';
import { labelMap } from '../../state/document.ts';
import { type Frame, frameOf } from '../frame.ts';
import { maskPath, placed } from './maskPaths.ts';
import type { PaneContent } from './paneContent.ts';

// "Drawing masks" of the design; CSS px and shares of one
const FILL = 0.2;
const LINE = 1.5;
const HALO = 1;
const HALO_COLOR = 'rgb(0 0 0 / 0.55)';
const REFERENCE_DASH = [5, 4];
const PITCH = 5;
const STRIPE = 'rgb(0 0 0 / 0.6)';

/** A filled and outlined region. */
interface Drawn {
  readonly path: Path2D;
  readonly fill: string | CanvasPattern | null;
  readonly line: { readonly color: string; readonly dash: readonly number[] } | null;
  readonly opacity: number;
  /** Part of the stage it is drawn in, 0..1 from left to right. */
  readonly clip: readonly [number, number];
}

/** Draws the masks of one pane. Outlines are found once for a slice and drawn again while the view moves. */
export function paneScene(app: App): (context: Konva.Context, content: PaneContent) => void {
  let pathKey = '';
  let paths = new Map<string, Path2D>();

  const keep = (frame: Frame): void => {
    const { compare } = frame.state;
    const key = [frame.doc.id, frame.plane.name, frame.view.slice, compare.label, compare.pixels, frame.state.revision];
    if (key.join(' ') === pathKey) return;
    pathKey = key.join(' ');
    paths = new Map();
  };
  const pathOf = (
    name: string,
    frame: Frame,
    masks: readonly Uint8Array[],
    inside: (vote: number) => boolean,
  ): Path2D => {
    let path = paths.get(name);
    if (!path) {
      const { plane, view, state } = frame;
      const votes = votesOf(masks, state.compare.label, plane, view.slice);
      paths.set(name, (path = maskPath(votes, plane.width, plane.height, inside)));
    }
    return path;
  };

  const maskOf = (letter: Letter): Uint8Array | undefined => app.compared.masks.get(letter);

  const ofMasks = (frame: Frame, letters: readonly Letter[], part: number | undefined): Drawn[] =>
    letters.flatMap((letter, n): Drawn[] => {
      const mask = maskOf(letter);
      const contender = frame.state.compare.contenders.find((c) => c.letter === letter);
      if (!mask || !contender) return [];
      const { color, dash } = MODEL_LOOKS[letter];
      return [
        {
          path: pathOf(letter, frame, [mask], (vote) => vote !== 0),
          fill: css(color, FILL),
          line: frame.state.compare.outlines ? { color: css(color), dash } : null,
          opacity: contender.opacity,
          clip: part === undefined ? [0, 1] : n === 0 ? [0, part] : [part, 1],
        },
      ];
    });

  const ofDifference = (context: Konva.Context, frame: Frame): Drawn[] => {
    const masks = frame.state.compare.contenders.flatMap(({ letter }) => maskOf(letter) ?? []);
    if (masks.length < 2) return [];
    const region = (name: keyof typeof AGREEMENT, inside: (count: number) => boolean): Drawn => {
      const { color, alpha, striped } = AGREEMENT[name];
      const flat = css(color, alpha);
      return {
        path: pathOf(name, frame, masks, (vote) => inside(supporters(vote))),
        fill: striped ? stripes(context, flat, frame.ratio) : flat,
        line: null,
        opacity: 1,
        clip: [0, 1],
      };
    };
    const all = masks.length;
    return [region('all', (n) => n === all), region('some', (n) => n > 1 && n < all), region('one', (n) => n === 1)];
  };

  const ofReference = (frame: Frame): Drawn[] => {
    const { reference } = frame.state.compare;
    if (!reference) return [];
    const map = reference.kind === 'file' ? app.compared.truth?.map : labelMap(frame.doc);
    if (!map) return [];
    return [
      {
        path: pathOf('reference', frame, [map], (vote) => vote !== 0),
        fill: 'rgb(255 255 255 / 0.12)',
        line: { color: '#fff', dash: REFERENCE_DASH },
        opacity: 1,
        clip: [0, 1],
      },
    ];
  };

  return (context, content) => {
    const frame = frameOf(app);
    if (!frame || frame.state.masksHidden) return;
    keep(frame);
    const drawn =
      content.kind === 'masks'
        ? ofMasks(frame, content.letters, content.part)
        : content.kind === 'difference'
          ? ofDifference(context, frame)
          : ofReference(frame);
    for (const one of drawn) draw(context, frame, one);
  };
}

function draw(konva: Konva.Context, frame: Frame, { path, fill, line, opacity, clip }: Drawn): void {
  const context = konva._context;
  const [width, height] = frame.stage;
  const onStage = placed(path, frame.viewport.matrix);
  context.save();
  context.beginPath();
  context.rect(clip[0] * width, 0, (clip[1] - clip[0]) * width, height);
  context.clip();
  context.globalAlpha = opacity;
  if (fill !== null) {
    context.fillStyle = fill;
    context.fill(onStage, 'evenodd');
  }
  if (line) {
    context.lineJoin = 'round';
    context.lineWidth = LINE + 2 * HALO;
    context.strokeStyle = HALO_COLOR;
    context.stroke(onStage);
    context.lineWidth = LINE;
    context.setLineDash([...line.dash]);
    context.strokeStyle = line.color;
    context.stroke(onStage);
  }
  context.restore();
}

/** Falling stripes over a colour; they keep their size on the screen. */
function stripes(konva: Konva.Context, color: string, ratio: number): CanvasPattern {
  const size = Math.max(4, Math.round(PITCH * ratio));
  const tile = new OffscreenCanvas(size, size);
  const pen = tile.getContext('2d')!;
  pen.fillStyle = color;
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = STRIPE;
  pen.lineWidth = 1.3 * ratio;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift - size, 2 * size);
    pen.lineTo(shift + 2 * size, -size);
  }
  pen.stroke();
  const pattern = konva._context.createPattern(tile, 'repeat')!;
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}
