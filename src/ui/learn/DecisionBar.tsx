import { lazy, Suspense, useEffect, useState } from 'react';
import type { GateResult } from '../../core/learn.ts';
import { belongsToElement } from '../hotkeys.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { CommandButton } from '../parts/CommandButton.tsx';
import { useApp } from '../useApp.ts';
import type { Pair } from './GatePanel.tsx';

const GateDetail = lazy(async () => ({ default: (await import('./GateDetail.tsx')).GateDetail }));

/** Accept or reject. The filled button, which Enter presses, is the one that the rules speak for. */
export function DecisionBar({ gate, pair }: { gate: GateResult; pair: Pair }) {
  const { passed } = gate;
  const [detail, setDetail] = useState(false);
  const app = useApp();
  const t = useT();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.repeat || event.defaultPrevented || event.isComposing) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (detail || app.store.getState().dialog || belongsToElement(event)) return;
      event.preventDefault();
      invoke(app, passed ? 'learn-accept' : 'learn-reject');
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [app, passed, detail]);
  return (
    <div className="decision">
      <CommandButton command="learn-accept" size="large" kind={passed ? 'primary' : 'default'}>
        {t('learn.accept', { n: pair.new })}
        {passed && <span className="micro">{t('learn.enter')}</span>}
      </CommandButton>
      <CommandButton command="learn-reject" size="large" kind={passed ? 'default' : 'primary'}>
        {t('learn.reject')}
        {!passed && <span className="micro">{t('learn.enter')}</span>}
      </CommandButton>
      <Button size="large" kind="ghost" onClick={() => setDetail(true)}>
        {t('learn.detail')}
      </Button>
      {detail && (
        <Suspense>
          <GateDetail gate={gate} pair={pair} onClose={() => setDetail(false)} />
        </Suspense>
      )}
      <span className="grow" />
      <span className="micro faint">{t('learn.kept', { n: pair.old })}</span>
    </div>
  );
}
