import type { GateResult } from '../../core/learn.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { Icon } from '../parts/Icon.tsx';
import { AlertIcon, CheckIcon, ShieldIcon } from '../parts/icons.ts';
import { useAppState } from '../useApp.ts';
import { DecisionBar } from './DecisionBar.tsx';
import { GateRules } from './GateRules.tsx';
import { GateSlices } from './GateSlices.tsx';
import { GateTable } from './GateTable.tsx';
import { Lesson } from './Lesson.tsx';
import { Panel } from './Panel.tsx';
import { fallen, verdictOf } from './verdict.ts';

/** Numbers of the two versions that are compared. */
export interface Pair {
  readonly old: number;
  readonly new: number;
}

/** The right column: old against new on the held-out slices, and the decision. */
export function GatePanel() {
  const t = useT();
  const gate = useAppState((s) => s.learn.gate);
  const candidate = useAppState((s) => s.learn.versions.find((v) => v.state === 'candidate')?.number);
  const active = useAppState((s) => s.learn.versions.find((v) => v.state === 'active')?.number ?? 1);
  if (!gate || candidate === undefined) {
    return (
      <Panel title={t('learn.gate')} area="gate">
        <Lesson icon={ShieldIcon} title={t('learn.noGate')} about={t('learn.noGate.about')} />
      </Panel>
    );
  }
  const pair = { old: active, new: candidate };
  return (
    <Panel
      title={t('learn.gate')}
      area="gate"
      head={<span className="micro faint cut">{t('learn.gate.about', { ...pair, count: gate.slices.length })}</span>}
    >
      <VerdictLines gate={gate} pair={pair} />
      <GateTable gate={gate} pair={pair} />
      <GateRules rules={gate.rules} />
      <GateSlices gate={gate} pair={pair} />
      <DecisionBar gate={gate} pair={pair} />
    </Panel>
  );
}

function VerdictLines({ gate, pair }: { gate: GateResult; pair: Pair }) {
  const t = useT();
  const { before, after } = gate.mean;
  const lower = fallen(gate.labels);
  const worst = lower[0];
  const sentences = [
    t('learn.verdict.dice', { before: decimal(before.dice, 3), after: decimal(after.dice, 3) }),
    before.hd95 !== null &&
      after.hd95 !== null &&
      t('learn.verdict.hd95', { before: decimal(before.hd95, 1), after: decimal(after.hd95, 1), unit: gate.unit }),
    worst &&
      t('learn.verdict.fell', {
        count: lower.length,
        name: worst.name,
        by: decimal(worst.before.dice - worst.after.dice, 3),
      }),
  ].filter((s) => typeof s === 'string');
  return (
    <div className="verdict" data-passed={gate.passed || undefined}>
      <span className="verdict-mark">
        <Icon of={gate.passed ? CheckIcon : AlertIcon} />
      </span>
      <div>
        <h3>{t(`learn.verdict.${verdictOf(gate)}`, { ...pair })}</h3>
        <p>{sentences.join(t('text.space'))}</p>
        {gate.slices.length === 1 && <p className="micro faint">{t('learn.verdict.oneSlice')}</p>}
      </div>
    </div>
  );
}
