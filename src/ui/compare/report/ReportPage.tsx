import type { ReactNode } from 'react';
import { bestOf, type FigureRow } from '../../../core/compare/figures.ts';
import type { Label } from '../../../core/labels.ts';
import { figuresOf, testsOf } from '../../../state/compareExport.ts';
import { batchFiguresOf, caseFiguresOf, pairedValues } from '../../../state/compareFigures.ts';
import type { CompareState, Contender } from '../../../state/compareState.ts';
import { duration } from '../../format/durations.ts';
import { bytes, decimal } from '../../format/numbers.ts';
import { useSay, useT } from '../../i18n/useT.ts';
import { BlandAltmanPlot } from '../BlandAltmanPlot.tsx';
import { BoxPlot } from '../BoxPlot.tsx';
import { figureText, signed, unitOf, whyUndefined } from '../figureText.ts';
import { useContenderName } from '../useNames.ts';
import { pText, useVerdict } from '../useVerdict.ts';
import type { ReportPicture } from './pictures.ts';
import { useTestTimeText } from './useTestTimeText.ts';

interface Props {
  readonly compare: CompareState;
  readonly name: string;
  readonly date: string;
  readonly pictures: readonly ReportPicture[];
}

const WIDTH = 720;

/** Everything that a reader needs who was not there: what was compared, how, on what, with which result. No script. */
export function ReportPage({ compare, name, date, pictures }: Props) {
  const t = useT();
  const say = useSay();
  const { batch, reference } = compare;
  const { title, detail, seen } = useVerdict();
  const labels = (batch?.labels ?? compare.labels).filter((l) => figuresOf(compare, l.value).some((f) => f.all));
  const against =
    batch !== null
      ? t(batch.from === 'stored' ? 'compare.batch.ofStored' : 'compare.batch.ofFolder')
      : reference?.kind === 'edits'
        ? t('compare.reference.edits', {
            count: compare.slices[compare.set === 'heldOut' ? 'heldOut' : 'corrected'].length,
          })
        : reference?.name || t('compare.reference.drawn');
  return (
    <main>
      <h1>{batch ? t('compare.result.batch') : t('compare.title', { name })}</h1>
      <p className="quiet">{[date, t('compare.reference') + t('text.colon') + against].join(' · ')}</p>
      <section className="verdict">
        <h2>{say(title)}</h2>
        <p>{[...detail, ...seen].map(say).join(t('text.space'))}</p>
      </section>
      <Contenders compare={compare} />
      {labels.map((label) => (
        <LabelPart key={label.value} compare={compare} label={label} />
      ))}
      <Pictures pictures={pictures} />
      <h2>{t('compare.report.definitions')}</h2>
      <dl>
        {compare.metrics.map((m) => (
          <div key={m.id}>
            <dt>{m.title}</dt>
            <dd>{t('compare.metricAbout', { source: m.source, empty: m.empty })}</dd>
          </div>
        ))}
        <div>
          <dt>{t('compare.tests')}</dt>
          <dd>
            {t('compare.tests.about')} {!batch && t('compare.tests.slices')}
          </dd>
        </div>
      </dl>
      <footer>{t('status.research')}</footer>
    </main>
  );
}

function Contenders({ compare: { batch, contenders } }: { compare: CompareState }) {
  const t = useT();
  const nameOf = useContenderName();
  const testTime = useTestTimeText();
  const all: readonly Contender[] = batch?.contenders ?? contenders;
  return (
    <Table head={['', t('compare.model'), t('compare.time'), t('compare.memory'), t('compare.options')]} left={[1, 4]}>
      {all.map((c) => (
        <tr key={c.letter}>
          <th scope="row">{c.letter}</th>
          <td className="left">
            {nameOf(c)} {c.of.kind === 'model' && <code>{`${c.of.id} v${c.of.version}`}</code>}
          </td>
          <td>{c.run ? duration(c.run.seconds, t) : t('compare.none')}</td>
          <td>{c.run?.bytes ? bytes(c.run.bytes) : t('compare.none')}</td>
          <td className="left small">{c.run ? testTime(c.run.used) : t('compare.none')}</td>
        </tr>
      ))}
    </Table>
  );
}

interface TableProps {
  readonly head: readonly string[];
  /** Columns of words, which begin at the left. */
  readonly left?: readonly number[];
  readonly children: ReactNode;
}

const Table = ({ head, left = [], children }: TableProps) => (
  <table>
    <thead>
      <tr>
        {head.map((text, n) => (
          <th key={`${n} ${text}`} scope="col" className={left.includes(n) ? 'left' : undefined}>
            {text}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
);

/** All figures of one label, its distribution, and the paired tests. */
function LabelPart({ compare, label }: { compare: CompareState; label: Label }) {
  const t = useT();
  const { batch, metrics, tolerance } = compare;
  const metric = metrics.find((m) => m.id === compare.metric);
  const figures = (batch?.contenders ?? compare.contenders).map(({ letter }) =>
    batch ? batchFiguresOf(compare, letter, label.value) : caseFiguresOf(compare, letter, label.value, compare.set),
  );
  const first = figures.find((f) => f.all)!.all!;
  const units = Math.max(...figures.map((f) => f.units.length));
  const tests = testsOf(compare, label.value, compare.metric).filter((one) => one.pairs > 1);
  const cell = (row: FigureRow | null, n: number, best: number | null, m: (typeof metrics)[number]) => {
    const value = row?.figures[m.id];
    const finite = value !== undefined && Number.isFinite(value);
    const text = figureText(row, m, t);
    const why = finite ? null : whyUndefined(row, t);
    return (
      <td key={n} className={n === best ? 'best' : undefined}>
        {m.better === 'zero' && finite ? signed(text, value) : text}
        {why && <small>{` (${why})`}</small>}
      </td>
    );
  };
  const of = t(batch ? 'compare.perCase' : 'compare.perSlice', { count: units });
  return (
    <section>
      <h2>{label.name}</h2>
      <Table head={[t('compare.metric'), ...figures.map((f) => f.letter)]}>
        {metrics
          .filter((m) => m.id in first.figures)
          .map((m) => {
            const best = bestOf(
              figures.map((f) => f.all?.figures[m.id] ?? NaN),
              m.better,
            );
            const unit = m.id === 'nsd' ? t('compare.at', { mm: tolerance, unit: first.unit }) : unitOf(m, first);
            return (
              <tr key={m.id}>
                <th scope="row">{`${m.title} ${unit}`}</th>
                {figures.map((f, n) => cell(f.all, n, best, m))}
              </tr>
            );
          })}
      </Table>
      {metric && units > 1 && (
        <>
          <h3>{`${metric.title} ${unitOf(metric, first)}`}</h3>
          <p className="quiet small">{of}</p>
          <BoxPlot
            title={t('compare.boxAbout', { metric: metric.title, of })}
            rows={figures.map((f) => ({ letter: f.letter, values: f.units.map((r) => r.figures[metric.id] ?? NaN) }))}
            width={WIDTH}
            top={metric.unit === 'part' ? 1 : undefined}
          />
          <Units compare={compare} figures={figures} metric={metric} />
        </>
      )}
      {batch &&
        units > 1 &&
        figures.map((f) => (
          <figure key={f.letter}>
            <figcaption>{t('compare.blandAltman.of', { letter: f.letter, unit: first.volumeUnit })}</figcaption>
            <BlandAltmanPlot
              title={t('compare.blandAltman.of', { letter: f.letter, unit: first.volumeUnit })}
              letter={f.letter}
              measured={f.units.map((r) => r.figures.volume ?? NaN)}
              truth={f.units.map((r) => r.figures.volumeTruth ?? NaN)}
              unit={t('compare.blandAltman.mean', { unit: first.volumeUnit })}
              width={WIDTH}
            />
          </figure>
        ))}
      {tests.length > 0 && metric && (
        <Table
          head={[
            t('compare.tests.pair', { metric: metric.title }),
            t('compare.tests.n'),
            t('compare.tests.median'),
            t('compare.tests.p'),
            t('compare.tests.holm'),
            t('compare.tests.effect'),
          ]}
        >
          {tests.map((one) => (
            <tr key={one.first + one.second}>
              <th scope="row">{t('compare.tests.of', { first: one.first, second: one.second })}</th>
              <td>{t('compare.tests.someDiffer', { n: one.n, of: one.pairs })}</td>
              <td>{decimal(one.median, 3)}</td>
              <td>{Number.isNaN(one.p) ? t('compare.tests.noDifference') : pText(one.p).replace('= ', '')}</td>
              <td>{Number.isNaN(one.pHolm) ? t('compare.none') : pText(one.pHolm).replace('= ', '')}</td>
              <td>{decimal(one.effect, 2)}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

interface UnitsProps {
  readonly compare: CompareState;
  readonly figures: readonly ReturnType<typeof caseFiguresOf>[];
  readonly metric: CompareState['metrics'][number];
}

/** The metric, unit by unit. */
function Units({ figures, metric }: UnitsProps) {
  const t = useT();
  const { units, values } = pairedValues(figures, metric.id);
  return (
    <details>
      <summary>{t('compare.report.units')}</summary>
      <Table head={['', ...figures.map((f) => f.letter)]}>
        {units.map((u, n) => (
          <tr key={`${u.case} ${u.slice}`}>
            <th scope="row">{u.slice === null ? u.case : t('compare.slice', { n: u.slice + 1 })}</th>
            {values.map((v, m) => (
              <td key={figures[m]!.letter}>
                {Number.isFinite(v[n])
                  ? decimal(v[n]!, 3)
                  : t(v[n] === Infinity ? 'compare.infinite' : 'compare.undefined')}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </details>
  );
}

const Pictures = ({ pictures }: { pictures: readonly ReportPicture[] }) => (
  <div className="pictures">
    {pictures.map((p, n) => (
      <figure key={n}>
        <img src={p.src} alt={p.caption} width={p.width} height={p.height} />
        <figcaption>{p.caption}</figcaption>
      </figure>
    ))}
  </div>
);
