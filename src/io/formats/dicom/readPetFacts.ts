import type { PetFacts, Sex } from '../../../core/suv/petFacts.ts';
import type { DicomFile, DicomItem } from './dataSet.ts';
import { dateAndTime, dateTime } from './dateTime.ts';
import { TAG } from './tags.ts';

const DAY = 86_400;
const SEXES = new Set<string>(['M', 'F', 'O']);

/** What a PET series says about its numbers, patient and dose. Series values are those of its first file. */
export function readPetFacts(files: readonly DicomFile[]): PetFacts {
  const first = files[0]!;
  const drug = first.items(TAG.RadiopharmaceuticalInformation)[0];
  const acquired = files.map(acquisitionTime).filter((t): t is number => t !== null);
  const acquiredAt = acquired.length ? Math.min(...acquired) : null;
  const seriesAt = dateAndTime(first.text(TAG.SeriesDate), first.text(TAG.SeriesTime));
  const sex = first.text(TAG.PatientSex);
  return {
    units: first.text(TAG.Units),
    suvType: first.text(TAG.SuvType),
    corrected: first.strings(TAG.CorrectedImage),
    decayCorrection: first.text(TAG.DecayCorrection),
    sex: SEXES.has(sex) ? (sex as Sex) : '',
    weight: positive(first.number(TAG.PatientWeight)),
    size: positive(first.number(TAG.PatientSize)),
    dose: positive(drug?.number(TAG.RadionuclideTotalDose) ?? null),
    halfLife: positive(drug?.number(TAG.RadionuclideHalfLife) ?? null),
    injectedAt: injectionTime(first, drug, acquiredAt ?? seriesAt),
    seriesAt,
    acquiredAt,
    gePostInjectionAt: first.text(TAG.GePrivateCreator).startsWith('GEMS_PETD')
      ? dateTime(first.text(TAG.GePostInjectionDateTime))
      : null,
    philipsSuv: philips(first, '00'),
    philipsActivity: philips(first, '09'),
  };
}

const positive = (v: number | null): number | null => (v !== null && v > 0 ? v : null);

function acquisitionTime(file: DicomFile): number | null {
  const whole = dateTime(file.text(TAG.AcquisitionDateTime));
  const date = file.text(TAG.AcquisitionDate) || file.text(TAG.SeriesDate);
  return dateAndTime(date, file.text(TAG.AcquisitionTime)) ?? whole;
}

/** The dated time; else the bare one on the day of the series, or the day before where that would be after the scan. */
function injectionTime(file: DicomFile, drug: DicomItem | undefined, scan: number | null): number | null {
  if (!drug) return null;
  const dated = dateTime(drug.text(TAG.RadiopharmaceuticalStartDateTime));
  if (dated !== null) return dated;
  const date = file.text(TAG.SeriesDate) || file.text(TAG.AcquisitionDate);
  const bare = dateAndTime(date, drug.text(TAG.RadiopharmaceuticalStartTime));
  return bare !== null && scan !== null && bare > scan ? bare - DAY : bare;
}

/** A number of the group that Philips reserves as "Philips PET Private Group": (7053,bb00) and (7053,bb09). */
function philips(file: DicomFile, element: '00' | '09'): number | null {
  for (let block = 0x10; block <= 0xff; block++) {
    const hex = block.toString(16).padStart(2, '0');
    if (!/^philips pet private/i.test(file.text(`x705300${hex}`))) continue;
    return positive(file.number(`x7053${hex}${element}`));
  }
  return null;
}
