import { describe, expect, it } from 'vitest';
import type { Volume } from '../../../core/volume.ts';
import { suvFactor } from '../../../core/suv/suvFactor.ts';
import { describeShared, sharedFile } from '../../sharedFiles.testing.ts';
import { openFiles } from '../index.ts';
import { dateAndTime, dateTime } from './dateTime.ts';
import { dicomFile, type Elements, slice } from './madeDicom.testing.ts';

/** Headers as the vendors' cases spell them: keywords, and dates, times and numbers as text or numbers. */
type Header = Readonly<Record<string, string | number | readonly string[] | Readonly<Record<string, string>>>>;

const PLAIN: Readonly<Record<string, readonly [tag: string, vr: string]>> = {
  SeriesDate: ['00080021', 'DA'],
  SeriesTime: ['00080031', 'TM'],
  AcquisitionDate: ['00080022', 'DA'],
  AcquisitionTime: ['00080032', 'TM'],
  PatientSex: ['00100040', 'CS'],
  PatientSize: ['00101020', 'DS'],
  PatientWeight: ['00101030', 'DS'],
  CorrectedImage: ['00280051', 'CS'],
  Units: ['00541001', 'CS'],
  DecayCorrection: ['00541102', 'CS'],
  FrameReferenceTime: ['00541300', 'DS'],
};
const DRUG: Readonly<Record<string, readonly [tag: string, vr: string]>> = {
  RadiopharmaceuticalStartTime: ['00181072', 'TM'],
  RadionuclideTotalDose: ['00181074', 'DS'],
  RadionuclideHalfLife: ['00181075', 'DS'],
  RadiopharmaceuticalStartDateTime: ['00181078', 'DT'],
};

/** A PET slice with such a header, written as DICOM. */
function petSlice(header: Header, z: number): File {
  const pick = (table: typeof PLAIN): Elements =>
    Object.fromEntries(
      Object.entries(table).flatMap(([keyword, [tag, vr]]) => {
        const value = header[keyword];
        return value === undefined
          ? []
          : [[tag, [vr, (Array.isArray(value) ? value : [JSON.stringify(value)]).join('\\').replaceAll('"', '')]]];
      }),
    );
  const philips = (header.PhilipsPETPrivateGroup ?? {}) as Readonly<Record<string, string>>;
  const more: Elements = {
    '00080060': ['CS', 'PT'],
    ...pick(PLAIN),
    '00540016': ['SQ', [pick(DRUG)]],
    '70530010': ['LO', 'Philips PET Private Group'],
    ...(philips.SUVScaleFactor ? { '70531000': ['DS', philips.SUVScaleFactor] } : {}),
    ...(philips.ActivityConcentrationScaleFactor
      ? { '70531009': ['DS', philips.ActivityConcentrationScaleFactor] }
      : {}),
  };
  return dicomFile({ ...slice(z, more), '00080018': ['UI', `1.2.3.4.${z}`] }, `pet${z}.dcm`);
}

async function opened(headers: readonly Header[]): Promise<Volume> {
  const { volumes, problems } = await openFiles(headers.map((h, n) => petSlice(h, 4 * n)));
  expect(problems).toEqual([]);
  expect(volumes).toHaveLength(1);
  return volumes[0]!;
}
async function factorOf(headers: readonly Header[]): Promise<number> {
  const suv = suvFactor((await opened(headers)).pet!, {}, 'bw');
  return suv.ok ? suv.factor : NaN;
}

describeShared('suv_pet_headers', 'SUV factors of real vendors’ headers', () => {
  for (const [name, expected] of [
    ['SIEMENS', 0.00042748316187197236],
    ['GE_MEDICAL_AND_BQML', 0.0005367387681819742],
    ['PHILIPS_BQML', 0.0007463747013889488],
    ['PHILIPS_CNTS_AND_SUV', 0.000728],
  ] as const) {
    it(name, async () => {
      const file = sharedFile(`suv_pet_headers/${name}-instances.json`);
      const headers = JSON.parse(await file.text()) as readonly Header[];
      const factor = await factorOf(headers);
      expect(Math.abs(factor / expected - 1)).toBeLessThan(1e-14);
    });
  }
});

const HEADER: Header = {
  SeriesDate: '20240301',
  SeriesTime: '100000',
  AcquisitionDate: '20240301',
  AcquisitionTime: '100001.5',
  PatientSex: 'F',
  PatientWeight: 60,
  CorrectedImage: ['ATTN', 'DECY'],
  Units: 'BQML',
  DecayCorrection: 'START',
  RadionuclideTotalDose: 3e8,
  RadionuclideHalfLife: 6586.2,
  RadiopharmaceuticalStartTime: '090000',
};

describe('what a PET series says', () => {
  it('comes with the volume', async () => {
    const { pet, unit, modality } = await opened([HEADER, HEADER]);
    expect([modality, unit]).toEqual(['PT', 'Bq/mL']);
    expect(pet).toMatchObject({ sex: 'F', weight: 60, size: null, dose: 3e8, halfLife: 6586.2, philipsSuv: null });
    expect(pet!.acquiredAt! - pet!.injectedAt!).toBe(3601.5);
  });

  it('takes the earliest acquisition of all slices', async () => {
    const second = { ...HEADER, AcquisitionTime: '095800' };
    expect((await opened([HEADER, second])).pet!.acquiredAt! - (await opened([HEADER])).pet!.acquiredAt!).toBe(-121.5);
  });

  it('sets an injection without a date on the day before, where the scan ran past midnight', async () => {
    const night = {
      ...HEADER,
      SeriesTime: '001000',
      AcquisitionTime: '001000',
      RadiopharmaceuticalStartTime: '233000',
    };
    const { pet } = await opened([night]);
    expect(pet!.acquiredAt! - pet!.injectedAt!).toBe(2400);
    const dated = { ...night, RadiopharmaceuticalStartDateTime: '20240229233000.00+0100' };
    expect((await opened([dated])).pet!.injectedAt).toBe(pet!.injectedAt);
  });

  it('finds Philips’ numbers only where Philips reserved them', async () => {
    const counts = { ...HEADER, Units: 'CNTS', PhilipsPETPrivateGroup: { SUVScaleFactor: '0.0007 ' } };
    expect((await opened([counts])).pet!.philipsSuv).toBe(0.0007);
    const file = dicomFile(
      { ...slice(0, { '00080060': ['CS', 'PT'], '70530010': ['LO', 'SOMEONE ELSE'], '70531000': ['DS', '0.1'] }) },
      'other.dcm',
    );
    expect((await openFiles([file])).volumes[0]!.pet!.philipsSuv).toBeNull();
  });
});

describe('DICOM dates and times', () => {
  it('count seconds of one clock', () => {
    expect(dateAndTime('19700102', '000001.25')).toBe(86_401.25);
    expect(dateAndTime('1970.01.02', '00:00:01')).toBe(86_401);
    expect(dateAndTime('19700101', '1030')).toBe(37_800);
    expect(dateTime('19700101103000.5-0500')).toBe(37_800.5);
    expect([dateAndTime('', '1030'), dateAndTime('19700101', ''), dateTime('19700101')]).toEqual([null, null, null]);
  });
});
