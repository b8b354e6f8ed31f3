import { useRef } from 'react';
import { useSay, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Icon } from '../parts/Icon.tsx';
import { AlertIcon } from '../parts/icons.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { useElementWidth } from '../useElementWidth.ts';
import { BatchPanel } from './BatchPanel.tsx';
import { Charts } from './Charts.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { FigureTable } from './FigureTable.tsx';
import { LabelTable } from './LabelTable.tsx';
import { ModelTable } from './ModelTable.tsx';
import { ReferenceLine } from './ReferenceLine.tsx';
import { RunLine } from './RunLine.tsx';
import { TestTable } from './TestTable.tsx';
import { UseBar } from './UseBar.tsx';
import { useVerdict } from './useVerdict.ts';
import { WorstList } from './WorstList.tsx';

/** The right column: who is closest to what is known to be right, by how much, and whether it is luck. */
export function ResultPanel() {
  const t = useT();
  const body = useRef<HTMLDivElement>(null);
  const width = useElementWidth(body);
  const batch = useAppState((s) => s.compare.batch);
  const rows = useAppState((s) => s.compare.rows);
  const reference = useAppState((s) => s.compare.reference);
  const judged = batch ? batch.cases.some((c) => Object.keys(c.rows).length > 0) : rows !== null;
  return (
    <aside className="result" aria-label={t('compare.result')}>
      <div className="panel-head">
        <h2>{t(batch ? 'compare.result.batch' : 'compare.result')}</h2>
        {!batch && <SetChoice />}
        <span className="grow" />
        <ExportMenu />
      </div>
      <div
        className="panel-body"
        ref={body}
        // it scrolls, so it takes the focus
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-inside-focus
        role="group"
        aria-label={t('compare.figures')}
      >
        <RunLine />
        {judged && <Verdict />}
        {batch ? <BatchPanel /> : <ReferenceLine />}
        {!judged && !batch && (
          <p className="compare-note">{t(reference ? 'compare.runToJudge' : 'compare.noReference')}</p>
        )}
        <ModelTable />
        {judged && (
          <>
            <p className="compare-key small faint">
              <i className="best-dot" data-shown aria-hidden /> {t('compare.bestKey')}
            </p>
            <Charts width={width} />
            <TestTable />
            <WorstList />
            <LabelTable />
            <FigureTable />
          </>
        )}
      </div>
      {!batch && <UseBar />}
    </aside>
  );
}

/** Which slices figures are about. */
function SetChoice() {
  const app = useApp();
  const t = useT();
  const { set, slices, reference } = useAppState((s) => s.compare);
  if (reference?.kind !== 'edits') return null;
  const { corrected, heldOut } = slices;
  return (
    <Segmented
      label={t('compare.set')}
      value={set}
      choices={[
        { value: 'corrected' as const, name: t('compare.set.corrected', { n: corrected.length }) },
        {
          value: 'heldOut' as const,
          name: t('compare.set.heldOut', { n: heldOut.length }),
          why: heldOut.length === 0 ? t('compare.set.noHeldOut') : null,
        },
      ]}
      onChange={(next) => invoke(app, 'compare-show', { set: next })}
    />
  );
}

function Verdict() {
  const say = useSay();
  const t = useT();
  const { title, detail, seen } = useVerdict();
  return (
    <section className="compare-verdict" aria-label={t('compare.verdict')}>
      <h3>{say(title)}</h3>
      <p>{detail.map(say).join(t('text.space'))}</p>
      {seen.length > 0 && (
        <p className="compare-seen">
          <Icon of={AlertIcon} />
          <span>{seen.map(say).join(t('text.space'))}</span>
        </p>
      )}
    </section>
  );
}
