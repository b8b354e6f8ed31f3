import type { LearnRun } from '../../state/learnState.ts';
import { clock, fullDuration } from '../format/durations.ts';
import { bytes, decimal } from '../format/numbers.ts';
import { type Translate, useT } from '../i18n/useT.ts';
import { keptStep, secondsOf } from './curves.ts';

interface Line {
  readonly at: number;
  readonly text: string;
}

/** Events in words. The best steps so far and the saved ones are many and alike: only the last of each is told. */
function linesOf(run: LearnRun, t: Translate): Line[] {
  const { events, state, step } = run;
  const saved = events.findLast((e) => e.kind === 'saved');
  const unsaved = events.findLast((e) => e.kind === 'unsaved');
  const best = keptStep(events);
  const lines = events.flatMap((e): Line[] => {
    switch (e.kind) {
      case 'started':
        return [{ at: e.at, text: t('learn.log.started', { train: e.train, watch: e.watch, gate: e.gate }) }];
      case 'watch':
        return e === best && e.step > 0
          ? [{ at: e.at, text: t('learn.log.best', { n: decimal(e.step), dice: decimal(e.dice, 3) }) }]
          : [];
      case 'saved':
        return e === saved && state !== 'finished'
          ? [{ at: e.at, text: t('learn.log.saved', { n: decimal(e.step) }) }]
          : [];
      case 'stopped':
        return [{ at: e.at, text: t(`learn.log.stopped.${e.reason}`, { n: decimal(e.step) }) }];
      case 'resumed':
        return [{ at: e.at, text: t('learn.log.resumed', { n: decimal(e.step) }) }];
      case 'unsaved':
        return e === unsaved ? [{ at: e.at, text: t('learn.log.unsaved', { n: decimal(e.step) }) }] : [];
      case 'judged':
        return e.done === e.total ? [{ at: e.at, text: t('learn.log.judged', { count: e.total }) }] : [];
      case 'step':
      case 'memory':
        return [];
    }
  });
  const last = events.at(-1);
  if (state === 'finished' && last) {
    const memory = events.findLast((e) => e.kind === 'memory');
    const values = { n: decimal(step), time: fullDuration(secondsOf(run), t), size: bytes(memory?.bytes ?? 0) };
    lines.push({ at: last.at, text: t(memory ? 'learn.log.finished.memory' : 'learn.log.finished', values) });
  }
  return lines;
}

export function RunLog({ run }: { run: LearnRun }) {
  const t = useT();
  const lines = linesOf(run, t);
  return (
    <section className="run-log" aria-label={t('learn.log')}>
      <h3>{t('learn.log')}</h3>
      <ol>
        {lines.map(({ at, text }) => (
          <li key={`${at} ${text}`}>
            <time dateTime={new Date(at).toISOString()}>{clock(at)}</time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
