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

/** How long ago: 'now', '40 s', '8 min', '3 h', '2 d'. Both in ms since 1970. */
export function age(at: number, now: number, t: Translate): string {
  const seconds = Math.max(0, (now - at) / 1000);
  if (seconds < 10) return t('time.now');
  if (seconds < 60) return t('time.s', { n: 10 * Math.floor(seconds / 10) });
  if (seconds < 3600) return t('time.min', { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return t('time.h', { n: Math.floor(seconds / 3600) });
  return t('time.d', { n: Math.floor(seconds / 86_400) });
}
