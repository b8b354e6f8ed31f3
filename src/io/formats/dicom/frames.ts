import type { SpacingTrust, Vec3 } from '../../../core/grid.ts';
import type { Window } from '../../../core/volume.ts';
import type { DicomFile, DicomItem } from './dataSet.ts';
import type { PixelLayout } from './pixelLayout.ts';
import { TAG } from './tags.ts';

/** One picture of a DICOM file, with what decides its place and its values. */
export interface Frame {
  readonly file: DicomFile;
  readonly layout: PixelLayout;
  /** Place in the file, from 0. */
  readonly index: number;
  /** Centre of the first pixel, mm, LPS; null where there is none. */
  readonly position: Vec3 | null;
  /** Unit directions of growing column and row index; null where there are none or they are not at right angles. */
  readonly orientation: { readonly row: Vec3; readonly column: Vec3 } | null;
  /** mm between columns (x) and rows (y). */
  readonly pixel: { readonly x: number; readonly y: number; readonly trust: SpacingTrust };
  /** Nominal mm to the next slice, or null. */
  readonly sliceStep: number | null;
  readonly slope: number;
  readonly intercept: number;
  readonly rescaleType: string;
  readonly window: Window | null;
  /** What tells apart pictures at one place: echo, time, acquisition ..., compared in this order, instance number last. */
  readonly order: readonly number[];
}

const PROJECTION = new Set(['CR', 'DX', 'MG', 'XA', 'RF', 'PX', 'IO', 'RG', 'DR']);

const positive = (v: readonly number[]): v is [number, number] => v.length >= 2 && v[0]! > 0 && v[1]! > 0;

/** Reads every frame of a file, from functional groups (enhanced objects, PS3.3 C.7.6.16) or the data set itself. */
export function framesOf(file: DicomFile, layout: PixelLayout): Frame[] {
  const shared = file.items(TAG.SharedGroups)[0];
  const perFrame = file.items(TAG.PerFrameGroups);
  const offsets = file.numbers(TAG.GridFrameOffsets);
  return Array.from({ length: layout.frames }, (_, index) => {
    const groups = [perFrame[index], shared].filter((g): g is DicomItem => g !== undefined);
    /** The item that holds `tag`: in functional group `group`, else in the data set. */
    const holder = (group: string, tag: string): DicomItem => {
      for (const g of groups) {
        const item = g.items(group)[0];
        if (item?.has(tag)) return item;
      }
      return file;
    };
    const values = (group: string, tag: string) => holder(group, tag).numbers(tag);
    const orientation = orientationOf(values(TAG.PlaneOrientation, TAG.ImageOrientation));
    let position = vec3(values(TAG.PlanePosition, TAG.ImagePosition));
    if (position && orientation && layout.frames > 1 && offsets.length === layout.frames) {
      // dose grids: planes at offsets along the normal (PS3.3 C.8.8.3.2)
      const n = cross(orientation.row, orientation.column);
      const by = offsets[index]! - offsets[0]!;
      position = [position[0] + by * n[0], position[1] + by * n[1], position[2] + by * n[2]];
    } else if (layout.frames > 1 && perFrame.length === 0) position = null;
    const measures = (tag: string) => values(TAG.PixelMeasures, tag)[0] ?? null;
    const rescale = holder(TAG.PixelValueTransformation, TAG.RescaleSlope);
    const voi = holder(TAG.FrameVoi, TAG.WindowCenter);
    const content = groups[0]?.items(TAG.FrameContent)[0];
    const slope = rescale.number(TAG.RescaleSlope) ?? file.number(TAG.DoseGridScaling) ?? 1;
    return {
      file,
      layout,
      index,
      position: orientation ? position : null,
      orientation,
      pixel: pixelSpacing(file, values(TAG.PixelMeasures, TAG.PixelSpacing)),
      sliceStep: stepOf(measures(TAG.SpacingBetweenSlices), measures(TAG.SliceThickness)),
      slope: slope === 0 ? 1 : slope,
      intercept: rescale.number(TAG.RescaleIntercept) ?? 0,
      rescaleType: rescale.text(TAG.RescaleType),
      window: windowOf(voi),
      order: [
        file.number(TAG.EchoNumbers) ?? 0,
        content?.words(TAG.TemporalIndex)[0] ?? file.number(TAG.TemporalPosition) ?? 0,
        file.number(TAG.AcquisitionNumber) ?? 0,
        file.number(TAG.InstanceNumber) ?? 0,
        index,
      ],
    };
  });
}

const vec3 = (v: readonly number[]): Vec3 | null => (v.length === 3 ? [v[0]!, v[1]!, v[2]!] : null);

export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Image Orientation (Patient): two directions that must be at right angles, made exactly unit length. */
function orientationOf(v: readonly number[]): Frame['orientation'] {
  if (v.length !== 6) return null;
  const [a, b] = [v.slice(0, 3) as unknown as Vec3, v.slice(3) as unknown as Vec3];
  const [la, lb] = [Math.hypot(...a), Math.hypot(...b)];
  if (Math.abs(la - 1) > 0.01 || Math.abs(lb - 1) > 0.01 || Math.abs(dot(a, b)) > 0.01) return null;
  return { row: a.map((x) => x / la) as unknown as Vec3, column: b.map((x) => x / lb) as unknown as Vec3 };
}

function stepOf(between: number | null, thickness: number | null): number | null {
  const step = Math.abs(between ?? 0) || (thickness ?? 0);
  return step > 0 ? step : null;
}

/**
 * Spacing of a picture and how far it holds. In slices PixelSpacing is exact. In projections it is exact only when
 * calibrated; what is measured at the detector (ImagerPixelSpacing) or on film is larger than in the patient.
 */
function pixelSpacing(file: DicomFile, spacing: readonly number[]): Frame['pixel'] {
  const at = (v: readonly number[], trust: SpacingTrust) => ({ x: v[1]!, y: v[0]!, trust });
  if (!PROJECTION.has(file.text(TAG.Modality))) {
    if (positive(spacing)) return at(spacing, 'known');
  } else {
    const calibrated = file.has(TAG.CalibrationType);
    if (positive(spacing)) return at(spacing, calibrated ? 'known' : 'estimated');
    const detector = file.numbers(TAG.ImagerPixelSpacing);
    const magnification = file.number(TAG.EstimatedMagnification) ?? 1;
    if (positive(detector))
      return at(
        detector.map((v) => v / (magnification > 0 ? magnification : 1)),
        'estimated',
      );
  }
  const scanned = file.numbers(TAG.NominalScannedPixelSpacing);
  if (positive(scanned)) return at(scanned, 'estimated');
  return ultrasoundSpacing(file) ?? { x: 1, y: 1, trust: 'unknown' };
}

/** Pixel size of an ultrasound picture with one calibrated region in cm (PS3.3 C.8.5.5). */
function ultrasoundSpacing(file: DicomFile): Frame['pixel'] | null {
  const regions = file.items(TAG.UltrasoundRegions);
  if (regions.length !== 1) return null;
  const [region] = regions;
  const double = (tag: string) => {
    const b = region!.bytes(tag);
    return b.length === 8 ? new DataView(b.buffer, b.byteOffset, 8).getFloat64(0, file.littleEndian) : NaN;
  };
  const centimetres = [TAG.PhysicalUnitsX, TAG.PhysicalUnitsY].every((tag) => region!.words(tag)[0] === 3);
  const [x, y] = [Math.abs(double(TAG.PhysicalDeltaX)) * 10, Math.abs(double(TAG.PhysicalDeltaY)) * 10];
  return centimetres && x > 0 && y > 0 ? { x, y, trust: 'estimated' } : null;
}

function windowOf(voi: DicomItem): Window | null {
  const center = voi.number(TAG.WindowCenter);
  const width = voi.number(TAG.WindowWidth);
  return center !== null && width !== null && width >= 1 ? { center, width } : null;
}
