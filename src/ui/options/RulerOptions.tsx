import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { CommandButton } from '../parts/CommandButton.tsx';
import { useAppState, useDocument } from '../useApp.ts';

export function RulerOptions() {
  const t = useT();
  const count = useAppState((s) => s.rulers.length);
  const trust = useDocument()?.volume.grid.spacingTrust ?? 'unknown';
  return (
    <>
      <span className="option">{t('options.rulers', { count, n: decimal(count) })}</span>
      <CommandButton command="clear-rulers" />
      {trust !== 'known' && (
        <span className="option">{t(trust === 'unknown' ? 'options.noSpacing' : 'options.estimatedSpacing')}</span>
      )}
    </>
  );
}
