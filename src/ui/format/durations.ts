import type { Translate } from '../i18n/useT.ts';
import { decimal } from './numbers.ts';

/** A length of time, two figures: '84 ms', '2.4 s', '3 min'. */
export function duration(seconds: number, t: Translate): string {
  if (seconds < 1) return t('time.ms', { n: decimal(seconds * 1000) });
  if (seconds < 10) return t('time.s', { n: decimal(seconds, 1) });
  if (seconds < 90) return t('time.s', { n: decimal(seconds) });
  if (seconds < 5400) return t('time.min', { n: decimal(seconds / 60) });
  return t('time.h', { n: decimal(seconds / 3600, 1) });
}

/** The same to the second below an hour: '1 min 46 s'. */
export function fullDuration(seconds: number, t: Translate): string {
  if (seconds < 90 || seconds >= 3600) return duration(seconds, t);
  const whole = Math.round(seconds);
  return [t('time.min', { n: Math.floor(whole / 60) }), t('time.s', { n: whole % 60 })].join(' ');
}

/** How long ago: 'now', '40 s', '8 min', '3 h', '2 d'. Both in ms since 1970. */
export function age(at: number, now: number, t: Translate): string {
  const seconds = Math.max(0, (now - at) / 1000);
  if (seconds < 10) return t('time.now');
  if (seconds < 60) return t('time.s', { n: 10 * Math.floor(seconds / 10) });
  if (seconds < 3600) return t('time.min', { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return t('time.h', { n: Math.floor(seconds / 3600) });
  return t('time.d', { n: Math.floor(seconds / 86_400) });
}

/** Time of day, 24 hours: '16:02:11'. */
export const clock = (at: number): string => new Date(at).toTimeString().slice(0, 8);

/** When, as precisely as one remembers: 'today 14:20', 'yesterday 9:05' or the date, '2026-03-17'. */
export function dayTime(at: number, now: number, t: Translate): string {
  const day = (ms: number) => new Date(ms).toDateString();
  const time = clock(at).slice(0, 5);
  if (day(at) === day(now)) return t('time.today', { time });
  if (day(at) === day(new Date(now).setHours(-1))) return t('time.yesterday', { time });
  const date = new Date(at);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
}
