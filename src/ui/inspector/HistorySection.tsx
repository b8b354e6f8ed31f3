import { memo, useRef } from 'react';
import { editCount, type Step } from '../../core/history.ts';
import type { App } from '../../state/app.ts';
import { age } from '../format/durations.ts';
import { decimal } from '../format/numbers.ts';
import { useSay, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { CommandIcon } from '../parts/CommandButton.tsx';
import { RedoIcon, UndoIcon } from '../parts/icons.ts';
import { Section } from '../parts/Section.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { useNow } from '../useNow.ts';
import { useGridFocus } from './useGridFocus.ts';

/** Rows shown; older steps can still be reached one by one. */
const SHOWN = 50;
const MB = 1024 * 1024;

/** What was done, newest first. A click goes back, or forward again, to the state after that step. */
export function HistorySection() {
  const t = useT();
  return (
    <Section
      title={t('history.title')}
      count={<Size />}
      foldable
      tools={
        <>
          <CommandIcon command="undo" icon={UndoIcon} />
          <CommandIcon command="redo" icon={RedoIcon} />
        </>
      }
    >
      <Steps />
    </Section>
  );
}

/** Memory that the steps hold, and may hold. */
function Size() {
  const t = useT();
  const used = useAppState((s) => Math.ceil((10 * s.history.bytes) / MB) / 10);
  const limit = useAppState((s) => Math.round(s.history.limit / MB));
  const amount = used < 10 && used > 0 ? decimal(used, 1) : decimal(Math.round(used));
  return t('history.size', { used: amount, limit: decimal(limit) });
}

function Steps() {
  const t = useT();
  const { past, future } = useAppState((s) => s.history);
  const now = useNow(10_000);
  const list = useRef<HTMLOListElement>(null);
  const undone = future.slice(0, SHOWN).reverse();
  const done = past.slice(-SHOWN).reverse();
  const hidden = past.length - done.length;
  const focus = useGridFocus(list, undone.length);
  return (
    <>
      <ol ref={list} {...focus}>
        {[...undone, ...done].map((step, n) => {
          const place = past.length + undone.length - n;
          if (n < undone.length) return <StepRow key={place} step={step} place={place} undone />;
          return <StepRow key={place} step={step} place={place} now={now} current={n === undone.length} />;
        })}
        {hidden === 0 && <FirstRow current={past.length === 0} />}
      </ol>
      {hidden > 0 && <p className="section-note">{t('history.older', { count: hidden, n: decimal(hidden) })}</p>}
    </>
  );
}

interface StepProps {
  readonly step: Step;
  /** Counted from the first step, 1: it stays when a step is undone, so that only the rows that change render. */
  readonly place: number;
  readonly now?: number;
  readonly current?: boolean;
  readonly undone?: boolean;
}

/** Goes back, or forward again, to the state after that many steps. */
function goTo(app: App, place: number): void {
  const back = app.store.getState().history.past.length - place;
  if (back !== 0) invoke(app, 'undo-to', back);
}

const StepRow = memo(function StepRow({ step, place, now, current, undone }: StepProps) {
  const app = useApp();
  const t = useT();
  const say = useSay();
  const count = editCount(step.edit);
  return (
    <li className="row step" data-grid-row data-on={current || undefined} data-undone={undone || undefined}>
      <button
        type="button"
        className="row-main"
        aria-current={current ? 'step' : undefined}
        onClick={() => goTo(app, place)}
      >
        <span className="cut grow">{say(step.edit.title)}</span>
      </button>
      {count > 0 && <span className="row-text micro faint">{decimal(count)} px</span>}
      <span className="row-text micro faint age">
        {undone ? t('history.undone') : now !== undefined && age(step.at, now, t)}
      </span>
    </li>
  );
});

/** The state before the first step. */
const FirstRow = memo(function FirstRow({ current }: { current: boolean }) {
  const app = useApp();
  const t = useT();
  return (
    <li className="row step" data-grid-row data-on={current || undefined}>
      <button
        type="button"
        className="row-main"
        aria-current={current ? 'step' : undefined}
        onClick={() => goTo(app, 0)}
      >
        <span className="cut grow">{t('history.opened')}</span>
      </button>
    </li>
  );
});
