import type { ReactNode } from 'react';
import type { LearnOptions } from '../../core/learn.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { NumberField } from '../parts/NumberField.tsx';
import { Section } from '../parts/Section.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { useAppState } from '../useApp.ts';
import { nextRate } from './rateSteps.ts';
import { useLearnOptions } from './useLearnOptions.ts';

const LAYERS: readonly LearnOptions['layers'][] = ['head', 'decoder', 'all'];
const million = (n: number) => decimal(n / 1e6, 2);

/** How long, how fast, and which weights. */
export function TrainingForm() {
  const t = useT();
  const [{ steps, rate, batch, layers }, set] = useLearnOptions();
  const estimate = useAppState((s) => s.learn.estimate);
  return (
    <Section title={t('learn.schedule')}>
      <div className="section-pad three">
        <Labelled text={t('learn.steps')}>
          <NumberField
            label={t('learn.steps')}
            value={steps}
            min={1}
            max={100_000}
            nudge={(value, by) => value + 10 * by}
            onChange={(n) => set({ steps: Math.round(n) })}
          />
        </Labelled>
        <Labelled text={t('learn.rate')}>
          <NumberField
            label={t('learn.rate')}
            value={rate}
            min={1e-7}
            max={1}
            nudge={nextRate}
            onChange={(n) => set({ rate: n })}
          />
        </Labelled>
        <Labelled text={t('learn.batch')}>
          <NumberField
            label={t('learn.batch')}
            value={batch}
            min={1}
            max={64}
            unit={t('learn.batch.unit')}
            onChange={(n) => set({ batch: Math.round(n) })}
          />
        </Labelled>
      </div>
      <div className="section-pad layers-choice">
        <span className="small quiet" aria-hidden>
          {t('learn.layers')}
        </span>
        <Segmented
          label={t('learn.layers')}
          value={layers}
          choices={LAYERS.map((value) => ({ value, name: t(`learn.layers.${value}`) }))}
          onChange={(value) => set({ layers: value })}
        />
        {estimate && (
          <span className="micro faint">
            {estimate.trained < 10_000
              ? t('learn.weights.few', { trained: decimal(estimate.trained), all: decimal(estimate.parameters) })
              : t('learn.weights', { trained: million(estimate.trained), all: million(estimate.parameters) })}
          </span>
        )}
      </div>
    </Section>
  );
}

const Labelled = ({ text, children }: { text: string; children: ReactNode }) => (
  <div className="labelled">
    <span className="small quiet" aria-hidden>
      {text}
    </span>
    {children}
  </div>
);
