import { useEffect } from 'react';
import type { GateResult } from '../../core/learn.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { ChevronLeftIcon, ChevronRightIcon } from '../parts/icons.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { GateLegend } from './GateLegend.tsx';
import type { Pair } from './GatePanel.tsx';
import { MaskPair } from './MaskPair.tsx';

/** The held-out slices, worst first: the old mask and the new one over the same picture. */
export function GateSlices({ gate, pair }: { gate: GateResult; pair: Pair }) {
  const app = useApp();
  const t = useT();
  const worst = useAppState((s) => s.learn.worst);
  const current = useAppState((s) => s.current?.id);
  const missing = worst === null && gate.slices.length > 0;
  useEffect(() => {
    if (missing) invoke(app, 'learn-worst', 0);
  }, [app, missing, gate]);
  if (!worst) return null;
  const about = gate.slices[worst.index];
  if (!about) return null;
  const show = (index: number) => invoke(app, 'learn-worst', index);
  const place = { n: about.slice + 1, at: worst.index + 1, of: gate.slices.length };
  return (
    <section className="gate-slices" aria-label={t('learn.held')}>
      <div className="gate-slices-head">
        <h3>{t(worst.index === 0 ? 'learn.worst' : 'learn.heldSlice', place)}</h3>
        {about.caseId !== current && <span className="micro faint cut">{about.caseName}</span>}
        <span className="gate-step">
          <IconButton
            icon={ChevronLeftIcon}
            label={t('learn.worst.previous')}
            why={worst.index === 0 ? t('learn.worst.first') : null}
            onClick={() => show(worst.index - 1)}
          />
          <IconButton
            icon={ChevronRightIcon}
            label={t('learn.worst.next')}
            why={worst.index === gate.slices.length - 1 ? t('learn.worst.last') : null}
            onClick={() => show(worst.index + 1)}
          />
        </span>
        <span className="grow" />
        <GateLegend />
      </div>
      <MaskPair worst={worst} about={about} pair={pair} />
    </section>
  );
}
