import type { Frame } from './frames.ts';
import { dot } from './frames.ts';
import { TAG } from './tags.ts';

/** Two directions count as one within about 1.8°. */
const PARALLEL = 0.9995;

/** Modalities whose images without positions are slices all the same; others are separate pictures. */
const SECTIONAL = new Set(['CT', 'MR', 'PT', 'NM']);

/** Frames that make one volume. */
export interface FrameGroup {
  readonly frames: readonly Frame[];
  /** 'stack' by position, 'sequence' in the order of frame or instance number, without known distance. */
  readonly how: 'stack' | 'sequence';
  /** How many orientations the series mixes. */
  readonly orientations: number;
}

/** Parts frames into volumes: by series, frame of reference, size, colour, pixel spacing and orientation. */
export function groupFrames(frames: readonly Frame[]): FrameGroup[] {
  const series = new Map<string, Frame[][]>();
  for (const frame of frames) {
    const key = seriesKey(frame);
    const clusters = series.get(key) ?? [];
    const cluster = clusters.find((c) => sameOrientation(c[0]!, frame));
    if (cluster) cluster.push(frame);
    else clusters.push([frame]);
    series.set(key, clusters);
  }
  return [...series.values()].flatMap((clusters) =>
    clusters.flatMap((members): FrameGroup[] => {
      const orientations = clusters.length;
      const whole = withoutCopies(members);
      if (whole[0]!.position) return [{ frames: whole, how: 'stack', orientations }];
      const multi = whole.filter((f) => f.layout.frames > 1);
      const single = whole.filter((f) => f.layout.frames === 1);
      const files = new Set(multi.map((f) => f.file));
      const sequences = [...files].map((file) => multi.filter((f) => f.file === file));
      if (single.length > 1 && SECTIONAL.has(single[0]!.file.text(TAG.Modality))) sequences.push(single);
      else sequences.push(...single.map((f) => [f]));
      return sequences.map((s) => ({ frames: s, how: 'sequence', orientations }));
    }),
  );
}

function seriesKey(f: Frame): string {
  const { file, layout, pixel } = f;
  const series =
    file.text(TAG.SeriesInstanceUID) || `${file.text(TAG.StudyInstanceUID)} ${file.text(TAG.SeriesNumber)}`;
  const color = layout.photometric.startsWith('MONOCHROME') ? layout.photometric : 'color';
  return [
    series.trim() || file.name,
    file.text(TAG.FrameOfReferenceUID),
    layout.rows,
    layout.columns,
    color,
    pixel.x.toFixed(4),
    pixel.y.toFixed(4),
    f.position !== null,
  ].join('|');
}

function sameOrientation(a: Frame, b: Frame): boolean {
  if (!a.orientation || !b.orientation) return a.orientation === b.orientation;
  return (
    dot(a.orientation.row, b.orientation.row) > PARALLEL && dot(a.orientation.column, b.orientation.column) > PARALLEL
  );
}

/** A file that was given twice, under two names, counts once. */
function withoutCopies(frames: readonly Frame[]): Frame[] {
  const seen = new Set<string>();
  return frames.filter((f) => {
    const uid = f.file.text(TAG.SOPInstanceUID);
    const key = `${uid} ${f.index}`;
    if (uid !== '' && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
