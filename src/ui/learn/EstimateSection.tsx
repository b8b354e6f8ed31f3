import { fullDuration } from '../format/durations.ts';
import { bytes } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { CommandButton } from '../parts/CommandButton.tsx';
import { Icon } from '../parts/Icon.tsx';
import { AlertIcon } from '../parts/icons.ts';
import { Section } from '../parts/Section.tsx';
import { useAppState } from '../useApp.ts';

/** Time and memory that a training will take here; said before it starts. */
export function EstimateSection() {
  const t = useT();
  const estimate = useAppState((s) => s.learn.estimate);
  const gpu = useAppState((s) => s.backend.backend === 'webgpu');
  const part = estimate ? Math.min(1, estimate.bytes / Math.max(1, estimate.limit)) : 0;
  const fits = !estimate || estimate.bytes <= estimate.limit;
  return (
    <Section title={t('learn.estimate')} count={t('learn.estimate.from')}>
      {estimate ? (
        <>
          <dl className="facts">
            <dt>{t('learn.estimate.time')}</dt>
            <dd className="medium">{fullDuration(estimate.seconds, t)}</dd>
            <dt>{t(gpu ? 'learn.estimate.gpu' : 'learn.estimate.memory')}</dt>
            <dd>
              <span className="medium">{bytes(estimate.bytes)}</span>{' '}
              {t('learn.estimate.of', { size: bytes(estimate.limit) })}
            </dd>
          </dl>
          <div className="estimate-bar" data-full={!fits || undefined} aria-hidden>
            <i style={{ transform: `scaleX(${part})` }} />
          </div>
          {!fits && (
            <p className="wont-fit" role="status">
              <Icon of={AlertIcon} />
              {t('learn.wontFit')}
            </p>
          )}
        </>
      ) : (
        <div className="section-pad estimate-none">
          <span className="small quiet">{t('learn.estimate.none')}</span>
          <CommandButton command="learn-estimate" size="tight">
            {t('learn.estimate.do')}
          </CommandButton>
        </div>
      )}
    </Section>
  );
}
