import type { App } from '../../state/app.ts';
import type { Translate } from '../i18n/useT.ts';
import { GREY_FILLS, paletteFills, plainTicks, suvTicks, type Tick } from './colorScale.ts';
import { drawPane, paneViewport } from './drawPane.ts';
import { colorsOf, panePicture, petScale } from './panePicture.ts';
import { type PaneKind, panesOf, sliceOf } from './paneViews.ts';

/** Size of a pane in the figure, CSS px, and device px for each. */
const PANE = [440, 380] as const;
const RATIO = 2;
const FOOT = 44;
const FONT = 'system-ui, sans-serif';

/**
 * The panes in view as a PNG: pictures, crosshair, labels, orientation letters, colour bars, and below them what is shown and
 * how it was made. No patient name. Null while there is nothing to show.
 */
export async function petctFigure(app: App, t: Translate): Promise<Blob | null> {
  const { petct } = app.store.getState();
  const panes = panesOf(petct.layout === 'mip' ? 'fused' : petct.layout);
  const across = Math.min(3, panes.length);
  const down = Math.ceil(panes.length / across);
  const canvas = document.createElement('canvas');
  canvas.width = PANE[0] * across * RATIO;
  canvas.height = (PANE[1] * down + FOOT) * RATIO;
  const context = canvas.getContext('2d');
  if (!context || !petct.pet) return null;
  context.fillStyle = '#15171a';
  context.fillRect(0, 0, canvas.width, canvas.height);
  panes.forEach((pane, n) => {
    const one = paneCanvas(app, t, pane, n % across === across - 1);
    context.drawImage(one, (n % across) * PANE[0] * RATIO, Math.floor(n / across) * PANE[1] * RATIO);
  });
  context.setTransform(RATIO, 0, 0, RATIO, 0, PANE[1] * down * RATIO);
  write(context, footLines(app, t), 12, 18, '#dfe3e8');
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

function footLines(app: App, t: Translate): readonly string[] {
  const { petct, view } = app.store.getState();
  const scale = petScale(petct);
  const pair = `CT ${app.document!.volume.name} (W ${Math.round(view.window.width)} L ${Math.round(view.window.center)}), PET ${petct.pet!.name} (${scale.unit} 0 – ${Number(scale.top.toPrecision(3))})`;
  const how = [
    petct.fusion.show === 'learned'
      ? t('petct.figure.learned', { model: petct.fusion.plan?.title ?? '' })
      : t('petct.figure.blend', { part: Math.round(100 * petct.blend) }),
    t(`petct.alignment.${petct.pet!.alignment}`),
    scale.unit === 'SUV' ? t(`suv.kind.${petct.kind}`) : '',
    t('status.research'),
  ];
  return [pair, how.filter(Boolean).join(' · ')];
}

function paneCanvas(app: App, t: Translate, pane: PaneKind, last: boolean): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [PANE[0] * RATIO, PANE[1] * RATIO];
  const context = canvas.getContext('2d')!;
  const { petct } = app.store.getState();
  const light = pane.row === 'pet' && petct.petColors === 'inverted-grey';
  const learned = pane.row === 'fused' && petct.fusion.show === 'learned';
  const ink = light ? '#1a1d21' : '#dfe3e8';
  const at = sliceOf(app, pane);
  const pixels = at && panePicture(app, pane.row, at);
  const name = `${t(`petct.row.${pane.row}`)} ${t(`plane.${pane.plane}`).toLowerCase()}`;
  if (!at || !pixels) {
    context.setTransform(RATIO, 0, 0, RATIO, 0, 0);
    const alignment = petct.pet!.alignment;
    write(context, [name, t(`petct.alignment.${alignment}`)], 12, 22, '#f6d27a');
    return canvas;
  }
  const picture = document.createElement('canvas');
  [picture.width, picture.height] = [pixels.width, pixels.height];
  picture.getContext('2d')!.putImageData(pixels, 0, 0);
  drawPane(context, app, at, picture, paneViewport(at, petct.zoom, PANE), PANE, RATIO, light);
  write(context, [name, ...(at.own ? [t('petct.own')] : [])], 12, 22, ink);
  const slice = t('stage.slice', { n: at.slice + 1, of: at.plane.slices });
  write(context, [slice], PANE[0] - 12, PANE[1] - 12, ink, 'right');
  const { letters } = at.plane;
  if (letters) {
    write(context, [letters.left], 12, PANE[1] / 2, ink);
    write(context, [letters.right], PANE[0] - (last && pane.row !== 'ct' ? 72 : 12), PANE[1] / 2, ink, 'right');
    write(context, [letters.top], PANE[0] / 2, 20, ink, 'center');
    write(context, [letters.bottom], PANE[0] / 2, PANE[1] - 12, ink, 'center');
  }
  if (learned) drawStamp(context, t);
  if (!last || pane.row === 'ct') return canvas;
  if (learned) drawBar(context, GREY_FILLS, plainTicks(t), t('petct.noUnit'), ink);
  else {
    const { top, unit } = petScale(petct);
    drawBar(context, paletteFills(colorsOf(pane.row, petct)), suvTicks(top), unit, ink);
  }
  return canvas;
}

function drawBar(
  context: CanvasRenderingContext2D,
  fills: readonly string[],
  ticks: readonly Tick[],
  title: string,
  ink: string,
): void {
  const [x, y, height] = [PANE[0] - 56, (PANE[1] - 180) / 2, 180];
  const step = height / fills.length;
  fills.forEach((fill, n) => {
    context.fillStyle = fill;
    context.fillRect(x, y + height - (n + 1) * step, 10, step + 0.5);
  });
  context.strokeStyle = ink;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, 9, height - 1);
  write(context, [title], x + 5, y - 8, ink, 'center');
  for (const { part, text } of ticks) write(context, [text], x + 16, y + height * (1 - part) + 4, ink);
}

/** What every pane of a learned picture carries, in the app and out of it. */
function drawStamp(context: CanvasRenderingContext2D, t: Translate): void {
  const [x, y, width] = [12, PANE[1] - 52, 128];
  context.fillStyle = 'rgb(0 0 0 / 0.72)';
  context.fillRect(x, y, width, 40);
  context.strokeStyle = '#f0c765';
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, 39);
  write(context, [t('petct.derived'), t('petct.derived.note')], x + 7, y + 16, '#f6d27a');
}

function write(
  context: CanvasRenderingContext2D,
  lines: readonly string[],
  x: number,
  y: number,
  ink: string,
  align: CanvasTextAlign = 'left',
): void {
  context.font = `12px ${FONT}`;
  context.textAlign = align;
  context.fillStyle = ink;
  lines.forEach((line, n) => context.fillText(line, x, y + 17 * n));
}
