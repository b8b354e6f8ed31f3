import { supporters, votesOf } from '../../../core/compare/disagreement.ts';
import { worstFirst } from '../../../core/compare/figures.ts';
import { AGREEMENT } from '../../../core/compare/looks.ts';
import type { Rgb } from '../../../core/labels.ts';
import { indexAt, type Plane } from '../../../core/plane.ts';
import { type Thumbnail, thumbnail } from '../../../core/raster/thumbnail.ts';
import type { App } from '../../../state/app.ts';
import { comparedPlane, masksOf } from '../../../state/compare.ts';
import { figuresOf } from '../../../state/compareExport.ts';
import { pairedValues } from '../../../state/compareFigures.ts';
import type { Batch, Letter } from '../../../state/compareState.ts';
import { labelMap } from '../../../state/document.ts';

/** A picture as part of the report itself: a data URL. */
export interface ReportPicture {
  readonly src: string;
  readonly caption: string;
  /** CSS px. */
  readonly width: number;
  readonly height: number;
}

/** Whose mask a picture shows. */
export type Shown = Letter | 'reference' | 'difference';
type Caption = (of: Shown, slice: number, name: string) => string;

const LONGEST = 320;
/** As many slices are shown: the one on the stage and the worst ones. */
const SLICES = 3;

function encoded({ width, height, pixels }: Thumbnail, caption: string): ReportPicture {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, width, height), 0, 0);
  return { src: canvas.toDataURL('image/png'), caption, width, height };
}

/** Slices of the open case with the reference, every mask, and where they differ about the label shown. */
export function casePictures(app: App, captionOf: Caption): ReportPicture[] {
  const doc = app.document;
  if (!doc) return [];
  const { compare, view, current } = app.store.getState();
  const plane = comparedPlane(doc);
  const masks = masksOf(app);
  const truth = compare.reference?.kind === 'file' ? app.compared.truth?.map : labelMap(doc);
  const colors: Rgb[] = [];
  for (const l of compare.labels) colors[l.value] = l.color;
  const agreement = [undefined, AGREEMENT.all.color, AGREEMENT.some.color, AGREEMENT.one.color];
  const here = view.plane === plane.name ? [view.slice] : [];
  const slices = [...new Set([...here, ...worstSlices(app)])].slice(0, SLICES);
  return slices.flatMap((w) => {
    const picture = (of: Shown, map: Uint8Array, table: readonly (Rgb | undefined)[]) =>
      encoded(thumbnail(doc.volume, plane, w, map, table, LONGEST), captionOf(of, w, current?.name ?? ''));
    return [
      ...(truth && compare.reference ? [picture('reference', truth, colors)] : []),
      ...masks.map(({ letter, mask }) => picture(letter, mask, colors)),
      ...(masks.length > 1
        ? [
            picture(
              'difference',
              agreementMap(
                masks.map((m) => m.mask),
                compare.label,
                plane,
                w,
              ),
              agreement,
            ),
          ]
        : []),
    ];
  });
}

/** Slices in which some contender is worst, worst first. */
function worstSlices(app: App): number[] {
  const { compare } = app.store.getState();
  const { units, values } = pairedValues(figuresOf(compare, compare.label), 'dice');
  const worst = units.map(({ slice }, n) => ({ slice, dice: Math.min(...values.map((v) => v[n] ?? NaN)) }));
  return worstFirst(worst, (one) => one.dice, 'higher').flatMap(({ slice }) => (slice === null ? [] : [slice]));
}

/** 1 where all masks have the label, 2 where some do, 3 where one alone does: in slice w of a map of the volume. */
function agreementMap(masks: readonly Uint8Array[], label: number, plane: Plane, w: number): Uint8Array {
  const out = new Uint8Array(masks[0]!.length);
  const votes = votesOf(masks, label, plane, w);
  for (let v = 0, at = 0; v < plane.height; v++) {
    for (let u = 0; u < plane.width; u++) {
      const count = supporters(votes[at++]!);
      if (count > 0) out[indexAt(plane, u, v, w)] = count === masks.length ? 1 : count > 1 ? 2 : 3;
    }
  }
  return out;
}

/** One picture a case and model of a batch, the reference first. */
export const batchPictures = ({ cases }: Batch, captionOf: Caption): ReportPicture[] =>
  cases.flatMap(({ name, pictures }) =>
    pictures.map((p) => encoded(p, captionOf(p.letter ?? 'reference', p.slice, name))),
  );
