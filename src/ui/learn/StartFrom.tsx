import { useId } from 'react';
import { useT } from '../i18n/useT.ts';
import { Badge } from '../parts/Badge.tsx';
import { Section } from '../parts/Section.tsx';
import { useAppState } from '../useApp.ts';
import { useLearnOptions } from './useLearnOptions.ts';

/** Weights that a training begins with. From version 1 nothing of earlier trainings is carried along. */
export function StartFrom() {
  const t = useT();
  const name = useId();
  const [{ from }, set] = useLearnOptions();
  const active = useAppState((s) => s.learn.versions.find((v) => v.state === 'active')?.number ?? 1);
  return (
    <Section title={t('learn.from')}>
      <div className="section-pad radios" role="radiogroup" aria-label={t('learn.from')}>
        <label>
          <input type="radio" name={name} checked={from === 'base'} onChange={() => set({ from: 'base' })} />
          <span className="grow">{t('learn.from.base')}</span>
          <Badge tone="accent" text={t('learn.from.recommended')} />
        </label>
        <label>
          <input
            type="radio"
            name={name}
            checked={from === 'current'}
            disabled={active === 1}
            onChange={() => set({ from: 'current' })}
          />
          <span className="grow">{active === 1 ? t('learn.from.same') : t('learn.from.current', { n: active })}</span>
        </label>
      </div>
    </Section>
  );
}
