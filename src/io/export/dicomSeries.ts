import { toWorld } from '../../core/grid.ts';
import type { PetFacts } from '../../core/suv/petFacts.ts';
import { scanStart } from '../../core/suv/suvFactor.ts';
import { type Volume, valueAt } from '../../core/volume.ts';
import { decimalString as ds, dicomFileBytes, type DicomElement, uidOf } from './dicomDataSet.ts';

/** The patient and study that a series belongs to. */
export interface DicomStudy {
  readonly patientName: string;
  readonly patientId: string;
  readonly sex: string;
  /** What the study's UID is made of: the same text, the same study. */
  readonly key: string;
  readonly description: string;
  /** YYYYMMDD, HHMMSS */
  readonly date: string;
  readonly time: string;
  readonly manufacturer: string;
}

export interface DicomSeriesFile {
  readonly name: string;
  readonly data: Uint8Array<ArrayBuffer>;
}

const STORAGE = { CT: '1.2.840.10008.5.1.4.1.1.2', PT: '1.2.840.10008.5.1.4.1.1.128' } as const;

/**
 * An axial, coronal or any other stack as a DICOM series, one file a slice along k, of the CT Image or PET Image IOD
 * (PS3.3 A.3, A.21), explicit VR little endian. CT keeps its stored Int16; PET is rescaled slice by slice to 0..32767,
 * as scanners do. Throws RangeError for another modality, and for a PET without `pet`.
 */
export function dicomSeries(volume: Volume, study: DicomStudy, seriesNumber: number): DicomSeriesFile[] {
  const { modality, grid } = volume;
  if (modality !== 'CT' && modality !== 'PT') throw new RangeError(`Not CT or PT: ${modality}`);
  const studyUid = uidOf(study.key);
  const seriesUid = uidOf(`${study.key}/${seriesNumber}`);
  const frame = volume.frame ?? uidOf(`${study.key}/frame`);
  const d = grid.direction;
  const column = (a: number) => [d[a]!, d[3 + a]!, d[6 + a]!].map(ds);
  const common: readonly DicomElement[] = [
    ['00080005', 'CS', 'ISO_IR 192'],
    ['00080016', 'UI', STORAGE[modality]],
    ['00080020', 'DA', study.date],
    ['00080030', 'TM', study.time],
    ['00080050', 'SH', ''],
    ['00080060', 'CS', modality],
    ['00080070', 'LO', study.manufacturer],
    ['00080090', 'PN', ''],
    ['00081030', 'LO', study.description],
    ['0008103e', 'LO', volume.name],
    ['00100010', 'PN', study.patientName],
    ['00100020', 'LO', study.patientId],
    ['00100030', 'DA', ''],
    ['00100040', 'CS', study.sex],
    ['00180050', 'DS', ds(grid.spacing[2])],
    ['00185100', 'CS', 'HFS'],
    ['0020000d', 'UI', studyUid],
    ['0020000e', 'UI', seriesUid],
    ['00200010', 'SH', '1'],
    ['00200011', 'IS', String(seriesNumber)],
    ['00200037', 'DS', [...column(0), ...column(1)]],
    ['00200052', 'UI', frame],
    ['00201040', 'LO', ''],
    ['00280002', 'US', 1],
    ['00280004', 'CS', 'MONOCHROME2'],
    ['00280010', 'US', grid.size[1]],
    ['00280011', 'US', grid.size[0]],
    ['00280030', 'DS', [ds(grid.spacing[1]), ds(grid.spacing[0])]],
    ['00280100', 'US', 16],
    ['00280101', 'US', 16],
    ['00280102', 'US', 15],
    ['00281050', 'DS', ds(volume.window.center)],
    ['00281051', 'DS', ds(volume.window.width)],
  ];
  const slices = grid.size[2];
  return Array.from({ length: slices }, (_, k) => {
    const own: readonly DicomElement[] = [
      ['00080018', 'UI', uidOf(`${study.key}/${seriesNumber}/${k + 1}`)],
      ['00200013', 'IS', String(k + 1)],
      ['00200032', 'DS', toWorld(grid, 0, 0, k).map(ds)],
    ];
    const pixels = modality === 'CT' ? ctSlice(volume, k, study) : petSlice(volume, k);
    const name = `${modality}${String(k + 1).padStart(4, '0')}.dcm`;
    return { name, data: dicomFileBytes([...common, ...own, ...pixels]) };
  });
}

function ctSlice(volume: Volume, k: number, study: DicomStudy): readonly DicomElement[] {
  const area = volume.grid.size[0] * volume.grid.size[1];
  const stored = new Int16Array(area);
  // Rescale Intercept 0 and Slope 1: stored numbers are HU
  for (let n = 0; n < area; n++) stored[n] = Math.round(valueAt(volume, k * area + n));
  return [
    ['00080008', 'CS', ['ORIGINAL', 'PRIMARY', 'AXIAL']],
    ['00080022', 'DA', study.date],
    ['00080032', 'TM', study.time],
    ['00180060', 'DS', '120'],
    ['00200012', 'IS', '1'],
    ['00280103', 'US', 1],
    ['00281052', 'DS', '0'],
    ['00281053', 'DS', '1'],
    ['00281054', 'LO', 'HU'],
    ['7fe00010', 'OW', littleEndian(stored)],
  ];
}

function petSlice(volume: Volume, k: number): readonly DicomElement[] {
  const { pet } = volume;
  if (!pet) throw new RangeError('A PET series needs what SUV is computed from.');
  const area = volume.grid.size[0] * volume.grid.size[1];
  let highest = 0;
  for (let n = 0; n < area; n++) highest = Math.max(highest, valueAt(volume, k * area + n));
  const slope = ds(highest > 0 ? highest / 32767 : 1);
  const stored = new Int16Array(area);
  for (let n = 0; n < area; n++) {
    stored[n] = Math.max(0, Math.min(32767, Math.round(valueAt(volume, k * area + n) / Number(slope))));
  }
  const start = moment(scanStart(pet));
  const acquired = moment(pet.acquiredAt);
  return [
    ['00080008', 'CS', ['ORIGINAL', 'PRIMARY']],
    ['00080021', 'DA', start.date],
    ['00080022', 'DA', acquired.date],
    ['00080031', 'TM', start.time],
    ['00080032', 'TM', acquired.time],
    ...given('00101020', pet.size),
    ...given('00101030', pet.weight),
    ['00181181', 'CS', 'NONE'],
    ['00181242', 'IS', '120000'],
    ['00280051', 'CS', pet.corrected ?? []],
    ['00280103', 'US', 0],
    ['00281052', 'DS', '0'],
    ['00281053', 'DS', slope],
    ['00540016', 'SQ', [drug(pet)]],
    ['00540081', 'US', volume.grid.size[2]],
    ['00541000', 'CS', ['WHOLE BODY', 'IMAGE']],
    ['00541001', 'CS', pet.units],
    ['00541002', 'CS', 'EMISSION'],
    ['00541102', 'CS', pet.decayCorrection],
    ['00541300', 'DS', '0'],
    ['00541321', 'DS', '1'],
    ['00541330', 'US', k + 1],
    ['7fe00010', 'OW', littleEndian(stored)],
  ];
}

const given = (tag: string, v: number | null): readonly DicomElement[] => (v === null ? [] : [[tag, 'DS', ds(v)]]);

/** Radiopharmaceutical Information: 18F-FDG (PS3.16 CID 4020, 4021), dose and times. */
function drug(pet: PetFacts): readonly DicomElement[] {
  const code = (value: string, meaning: string): readonly DicomElement[] => [
    ['00080100', 'SH', value],
    ['00080102', 'SH', 'SRT'],
    ['00080104', 'LO', meaning],
  ];
  const injected = moment(pet.injectedAt);
  return [
    ['00180031', 'LO', 'Fluorodeoxyglucose F^18^'],
    ...(injected.time ? ([['00181072', 'TM', injected.time]] as const) : []),
    ...given('00181074', pet.dose),
    ...given('00181075', pet.halfLife),
    ...(injected.time ? ([['00181078', 'DT', injected.date + injected.time]] as const) : []),
    ['00540300', 'SQ', [code('C-111A1', '^18^Fluorine')]],
    ['00540304', 'SQ', [code('C-B1031', 'Fluorodeoxyglucose F^18^')]],
  ];
}

/** DA and TM of seconds since 1970; empty where there is no time. */
function moment(seconds: number | null): { date: string; time: string } {
  if (seconds === null) return { date: '', time: '' };
  const digits = new Date(Math.round(seconds * 1000)).toISOString().replaceAll(/[-:TZ]/g, '');
  return { date: digits.slice(0, 8), time: digits.slice(8).replace(/\.000$/, '') };
}

function littleEndian(stored: Int16Array): Uint8Array {
  const out = new Uint8Array(2 * stored.length);
  const view = new DataView(out.buffer);
  for (let n = 0; n < stored.length; n++) view.setInt16(2 * n, stored[n]!, true);
  return out;
}
