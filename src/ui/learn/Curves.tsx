import { lazy, type ReactNode, Suspense, useMemo } from 'react';
import type { LearnRun } from '../../state/learnState.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { curvesOf, keptStep, watchEvents } from './curves.ts';

/** The chart library comes when there is something to draw. */
const Plot = lazy(async () => ({ default: (await import('./Plot.tsx')).Plot }));

/** Loss and watch Dice over the steps; for screen readers the same as tables. */
export function Curves({ run }: { run: LearnRun }) {
  const t = useT();
  const c = useMemo(() => curvesOf(run), [run]);
  const watched = watchEvents(run.events);
  const kept = keptStep(run.events);
  const before = watched[0]?.step === 0 ? watched[0].dice : null;
  const every = watched.length > 2 ? watched[2]!.step - watched[1]!.step : null;
  const at = (series: readonly (number | null)[], step: number) => {
    const y = series[c.step.indexOf(step)];
    return y === null || y === undefined ? '–' : decimal(y, 3);
  };
  return (
    <>
      <Figure
        title={t('learn.curve.loss')}
        about={t('learn.curve.loss.about')}
        legend={
          <>
            <Key line="plain" text={t('learn.curve.training')} />
            <Key line="points" text={t('learn.role.watch')} />
          </>
        }
        plot={
          <Plot
            x={c.step}
            end={run.steps}
            lines={[
              { y: c.loss, color: '--line-control', width: 1 },
              { y: c.smooth, color: '--text-2', width: 1.6 },
              { y: c.watchLoss, color: '--accent', width: 1.8, points: true },
            ]}
            floor={0}
            upright={kept && kept.step > 0 ? kept.step : null}
          />
        }
        head={[t('learn.curve.step'), t('learn.curve.training'), t('learn.role.watch')]}
        rows={watched.map((w) => [decimal(w.step), at(c.smooth, w.step), decimal(w.loss, 3)])}
      />
      {run.events.some((e) => e.kind === 'step') && watched.length === 0 ? (
        <p className="curve-none small quiet">{t('learn.curve.dice.none')}</p>
      ) : (
        <Figure
          title={t('learn.curve.dice')}
          about={every === null ? t('learn.curve.dice.about') : t('learn.curve.dice.every', { count: every })}
          legend={
            <>
              <Key line="points" text={t('learn.curve.new')} />
              {before !== null && <Key line="dashed" text={t('learn.curve.before')} />}
            </>
          }
          plot={
            <Plot
              x={c.step}
              end={run.steps}
              lines={[{ y: c.dice, color: '--accent', width: 1.8, points: true }]}
              level={
                before === null ? null : { y: before, text: t('learn.curve.beforeAt', { dice: decimal(before, 3) }) }
              }
              upright={kept && kept.step > 0 ? kept.step : null}
              best={
                kept && kept.step > 0
                  ? { x: kept.step, y: kept.dice, text: t('learn.curve.best', { dice: decimal(kept.dice, 3) }) }
                  : null
              }
            />
          }
          head={[t('learn.curve.step'), t('learn.curve.dice')]}
          rows={watched.map((w) => [
            decimal(w.step),
            decimal(w.dice, 3) + (w === kept ? ` (${t('learn.curve.kept')})` : ''),
          ])}
        />
      )}
    </>
  );
}

interface FigureProps {
  readonly title: string;
  readonly about: string;
  readonly legend: ReactNode;
  readonly plot: ReactNode;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const Figure = ({ title, about, legend, plot, head, rows }: FigureProps) => (
  <figure className="curve">
    <figcaption>
      <h3>{title}</h3>
      <span className="micro faint cut grow">{about}</span>
      <span className="curve-keys" aria-hidden>
        {legend}
      </span>
    </figcaption>
    <div className="curve-plot" aria-hidden>
      <Suspense>{plot}</Suspense>
    </div>
    <table className="sr-only">
      <caption>{title}</caption>
      <thead>
        <tr>
          {head.map((text) => (
            <th key={text} scope="col">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([step, ...values]) => (
          <tr key={step}>
            <th scope="row">{step}</th>
            {values.map((value, n) => (
              <td key={head[n + 1]}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </figure>
);

const Key = ({ line, text }: { line: 'plain' | 'points' | 'dashed'; text: string }) => (
  <span className="curve-key" data-line={line}>
    <svg width="20" height="8">
      <path d="M0 4h20" />
      {line === 'points' && <circle cx="10" cy="4" r="2.200" />}
    </svg>
    {text}
  </span>
);
