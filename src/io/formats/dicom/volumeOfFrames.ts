import { type Grid, pictureGrid, voxelCount } from '../../../core/grid.ts';
import type { Unit, Volume, Voxels } from '../../../core/volume.ts';
import { arrayOf, bytesOf } from '../../readNumbers.ts';
import { checkSize } from '../../sizeLimit.ts';
import { makeVolume } from '../makeVolume.ts';
import { zeroNonFinite } from '../zeroNonFinite.ts';
import { readableName } from './characterSet.ts';
import { colorOfFrame } from './colorOfFrame.ts';
import type { DicomFile } from './dataSet.ts';
import { decodeFrame } from './decodeFrame.ts';
import type { Frame } from './frames.ts';
import type { FrameGroup } from './groupFrames.ts';
import { modalityLut } from './modalityLut.ts';
import { readPetFacts } from './readPetFacts.ts';
import { compareOrder, stackFrames } from './stackFrames.ts';
import { TAG } from './tags.ts';
import { warning, type Warning } from '../../../core/warning.ts';

/** Decodes a group of frames into one volume. Throws a Problem where they do not make one, or a frame is damaged. */
export function volumeOfFrames(name: string, group: FrameGroup): Volume {
  const { slices, grid, warnings } = group.how === 'stack' ? stackFrames(name, group.frames) : sequence(group.frames);
  const first = group.frames[0]!;
  const { file, layout } = first;
  const said = [...file.warnings, ...layout.warnings, ...warnings];
  if (group.orientations > 1) {
    said.push(warning('orientations', { count: group.orientations }));
  }
  if (file.strings(TAG.ImageType).includes('MOSAIC')) said.push(warning('mosaic'));
  if (layout.photometric.startsWith('MONOCHROME') && layout.samples === 1) {
    return greyVolume(name, file, first, slices, grid, said);
  }
  if (layout.bitsStored > 8 && layout.samples === 3) said.push(warning('reducedColour'));
  const voxels = new Uint8Array(sized(name, voxelCount(grid) * 3));
  slices.forEach((f, k) => {
    if (f)
      voxels.set(colorOfFrame(f.file, f.layout, decodeFrame(f.layout, f.index)), k * 3 * layout.rows * layout.columns);
  });
  return makeVolume({
    name,
    grid,
    voxels,
    channels: 3,
    modality: file.text(TAG.Modality),
    about: aboutOf(file, layout.photometric),
    warnings: said,
  });
}

const sized = (name: string, bytes: number) => {
  checkSize(name, bytes);
  return bytes;
};

/**
 * Grey frames. Stored values stay as they are where all frames share one type and one rescale; else (PET rescales every
 * slice on its own) they become values of 32-bit float. MONOCHROME1 keeps its values: `about.photometric` says that
 * they are to be shown inverted.
 */
function greyVolume(
  name: string,
  file: DicomFile,
  first: Frame,
  slices: readonly (Frame | null)[],
  grid: Grid,
  warnings: Warning[],
): Volume {
  const present = slices.filter((f): f is Frame => f !== null);
  const luts = new Map(present.map((f) => [f.file, modalityLut(f.file)]));
  const lut = luts.get(file) ?? null;
  const uniform = present.every(
    (f) =>
      (luts.get(f.file) === null) === (lut === null) &&
      f.layout.kind === first.layout.kind &&
      f.slope === first.slope &&
      f.intercept === first.intercept,
  );
  const kind = lut && uniform ? 'u16' : uniform ? first.layout.kind : 'f32';
  const voxels = arrayOf(kind, sized(name, voxelCount(grid) * bytesOf(kind)) / bytesOf(kind));
  const area = grid.size[0] * grid.size[1];
  slices.forEach((f, k) => {
    if (!f) return;
    let samples: Voxels = decodeFrame(f.layout, f.index);
    samples = luts.get(f.file)?.(samples) ?? samples;
    if (uniform) voxels.set(samples, k * area);
    else for (let n = 0; n < area; n++) voxels[k * area + n] = f.slope * samples[n]! + f.intercept;
  });
  const padding = uniform && !lut ? first.layout.padding : null;
  if (present.length < slices.length) {
    const empty = padding ?? lowestOf(voxels, slices, area);
    slices.forEach((f, k) => {
      if (!f) voxels.fill(empty, k * area, (k + 1) * area);
    });
  }
  const replaced = zeroNonFinite(voxels);
  if (replaced > 0) warnings.push(warning('notFinite', { count: replaced }));
  return makeVolume({
    name,
    grid,
    voxels,
    modality: file.text(TAG.Modality),
    slope: uniform && !lut ? first.slope : 1,
    intercept: uniform && !lut ? first.intercept : 0,
    unit: unitOf(file, first.rescaleType),
    window: present[Math.floor(present.length / 2)]!.window,
    padding,
    about: aboutOf(file, first.layout.photometric),
    warnings,
    frame: file.text(TAG.FrameOfReferenceUID),
    pet: file.text(TAG.Modality) === 'PT' ? readPetFacts(present.map((f) => f.file)) : null,
  });
}

/** Smallest voxel of the slices that are there. */
function lowestOf(voxels: Voxels, slices: readonly (Frame | null)[], area: number): number {
  let lowest = Infinity;
  slices.forEach((f, k) => {
    if (f) for (let n = k * area; n < (k + 1) * area; n++) if (voxels[n]! < lowest) lowest = voxels[n]!;
  });
  return lowest;
}

/** Frames without positions, one after another: moments in time, or slices whose distance is only named. */
function sequence(frames: readonly Frame[]) {
  const sorted = [...frames].sort(compareOrder);
  const { layout, pixel, sliceStep } = sorted[0]!;
  const count = sorted.length;
  const warnings: Warning[] = [];
  if (count > 1) {
    warnings.push(warning('noPositions'));
  }
  const known = pixel.trust !== 'unknown';
  const grid: Grid = {
    ...pictureGrid(layout.columns, layout.rows, count),
    spacing: [pixel.x, pixel.y, known ? (sliceStep ?? 1) : 1],
    spacingTrust: count > 1 && pixel.trust === 'known' ? 'estimated' : pixel.trust,
  };
  return { slices: sorted, grid, warnings };
}

function unitOf(file: DicomFile, rescaleType: string): Unit {
  const modality = file.text(TAG.Modality);
  if (rescaleType === 'HU') return 'HU';
  if (modality === 'CT' && rescaleType === '' && !file.strings(TAG.ImageType).includes('LOCALIZER')) return 'HU';
  return modality === 'PT' && file.text(TAG.Units) === 'BQML' ? 'Bq/mL' : '';
}

const dateOf = (value: string) => value.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

/** Facts for the corners of the picture; empty ones are left out by `makeVolume`. */
function aboutOf(file: DicomFile, photometric: string): Record<string, string> {
  return {
    format: 'DICOM',
    patientName: readableName(file.text(TAG.PatientName)),
    patientId: file.text(TAG.PatientID),
    studyDate: dateOf(file.text(TAG.StudyDate)),
    study: file.text(TAG.StudyDescription),
    series: file.text(TAG.SeriesDescription),
    seriesNumber: file.text(TAG.SeriesNumber),
    modality: file.text(TAG.Modality),
    bodyPart: file.text(TAG.BodyPartExamined),
    manufacturer: file.text(TAG.Manufacturer),
    model: file.text(TAG.ManufacturerModelName),
    photometric,
  };
}
