/**
 * Seconds since 1970 of a DICOM date (DA) and time (TM), read as UTC whatever zone the scanner's clock kept; null where
 * either is missing or no date. Also takes the old forms 2020.12.17 and 10:48:29.
 */
export function dateAndTime(date: string, time: string): number | null {
  const d = /^(\d{4})(\d{2})(\d{2})$/.exec(date.replaceAll('.', '').trim());
  const t = /^(\d{2})(\d{2})?(\d{2})?(\.\d+)?$/.exec(time.replaceAll(':', '').trim());
  if (!d || !t) return null;
  const day = Date.UTC(Number(d[1]), Number(d[2]) - 1, Number(d[3])) / 1000;
  return day + 3600 * Number(t[1]) + 60 * Number(t[2] ?? 0) + Number(t[3] ?? 0) + Number(t[4] ?? 0);
}

/** The same of a DT: YYYYMMDDHHMMSS.FFFFFF&ZZXX; the zone is left out, since all times of a series are of one clock. */
export function dateTime(value: string): number | null {
  const text = value.trim().replace(/[+-]\d{4}$/, '');
  return dateAndTime(text.slice(0, 8), text.slice(8));
}
