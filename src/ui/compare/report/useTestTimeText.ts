import type { TestTimeUsed } from '../../../core/compare/testTime.ts';
import { decimal } from '../../format/numbers.ts';
import { useT } from '../../i18n/useT.ts';

/** What was done at prediction, in words: with it a figure can be repeated. */
export function useTestTimeText(): (used: TestTimeUsed) => string {
  const t = useT();
  return (used) => {
    const on = (key: 'flips' | 'largestComponent' | 'fillHoles') =>
      `${t(`compare.options.${key}`)}${t('text.colon')}${t(used[key] ? 'compare.on' : 'compare.off')}`;
    return [
      on('flips'),
      on('largestComponent'),
      on('fillHoles'),
      `${t('compare.options.tile')}${t('text.colon')}${used.tile.join(' × ')} px`,
      `${t('compare.options.overlap')}${t('text.colon')}${decimal(100 * used.overlap)} %`,
      ...(used.threshold === null
        ? []
        : [`${t('compare.options.threshold')}${t('text.colon')}${decimal(used.threshold, 2)}`]),
    ].join('; ');
  };
}
