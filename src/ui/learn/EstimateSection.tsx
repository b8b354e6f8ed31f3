import { useEffect, useRef } from 'react';
import { fullDuration } from '../format/durations.ts';
import { bytes } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { CommandButton } from '../parts/CommandButton.tsx';
import { Icon } from '../parts/Icon.tsx';
import { AlertIcon } from '../parts/icons.ts';
import { Section } from '../parts/Section.tsx';
import { invoke } from '../invoke.ts';
import { useApp, useAppState, useDisabledReason } from '../useApp.ts';

/** ms without a change of the form after which it is measured. */
const QUIET = 800;

/** Measures by itself, once for each state of the form, while nothing else runs. A trial that was stopped is not tried again. */
function useTrial(): void {
  const app = useApp();
  const options = useAppState((s) => s.learn.options);
  const wanted = useAppState(
    (s) =>
      s.learn.estimate === null && s.job === null && s.backend.state === 'ready' && s.learn.run?.state !== 'paused',
  );
  const possible = useDisabledReason('learn-estimate') === null;
  const tried = useRef<unknown>(null);
  useEffect(() => {
    if (!wanted || !possible || tried.current === options) return;
    const timer = setTimeout(() => {
      tried.current = options;
      invoke(app, 'learn-estimate');
    }, QUIET);
    return () => clearTimeout(timer);
  }, [app, options, wanted, possible]);
}

/** Time and memory that a training will take here; said before it starts. */
export function EstimateSection() {
  const t = useT();
  useTrial();
  const busy = useAppState((s) => s.job !== null);
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
          <span className="small quiet">{t(busy ? 'learn.estimate.doing' : 'learn.estimate.none')}</span>
          {!busy && (
            <CommandButton command="learn-estimate" size="tight">
              {t('learn.estimate.do')}
            </CommandButton>
          )}
        </div>
      )}
    </Section>
  );
}
