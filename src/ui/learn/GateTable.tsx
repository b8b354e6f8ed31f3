import type { GateLabel, GateResult } from '../../core/learn.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { Swatch } from '../parts/Swatch.tsx';
import { useAppState } from '../useApp.ts';
import type { Pair } from './GatePanel.tsx';
import { toneOf } from './verdict.ts';

type Row = Pick<GateLabel, 'before' | 'after'>;

/** Dice and 95th percentile of the surface distance by label, old, new and the change. */
export function GateTable({ gate, pair }: { gate: GateResult; pair: Pair }) {
  const t = useT();
  const plan = useAppState((s) => s.models.find((m) => m.id === s.model)?.plan.labels);
  return (
    <div className="gate-table">
      <table className="learn-table">
        <caption className="sr-only">{t('learn.gate.about', { ...pair, count: gate.slices.length })}</caption>
        <thead>
          <tr className="table-groups">
            <th>
              <span className="sr-only">{t('learn.label')}</span>
            </th>
            <th scope="colgroup" colSpan={3}>
              {t('learn.dice')}
            </th>
            <th scope="colgroup" colSpan={3}>
              {t('learn.hd95', { unit: gate.unit })}
            </th>
          </tr>
          <tr>
            <th scope="col">{t('learn.label')}</th>
            {['dice', 'hd95'].flatMap((figure) => [
              <th key={`${figure} old`} scope="col">
                {t('learn.version', { n: pair.old })}
              </th>,
              <th key={`${figure} new`} scope="col">
                {t('learn.version', { n: pair.new })}
              </th>,
              <th key={`${figure} change`} scope="col">
                {t('learn.change')}
              </th>,
            ])}
          </tr>
        </thead>
        <tbody>
          {gate.labels.map((label) => (
            <tr key={label.value}>
              <th scope="row">
                <span className="table-label">
                  <Swatch color={plan?.find((l) => l.value === label.value)?.color ?? [160, 160, 160]} />
                  <span className="cut">{label.name}</span>
                </span>
              </th>
              <Figures row={label} />
            </tr>
          ))}
          <tr className="table-mean">
            <th scope="row">{t('learn.mean')}</th>
            <Figures row={gate.mean} />
          </tr>
        </tbody>
      </table>
    </div>
  );
}

const Figures = ({ row: { before, after } }: { row: Row }) => (
  <>
    <td className="quiet">{decimal(before.dice, 3)}</td>
    <td className="medium">{decimal(after.dice, 3)}</td>
    <td>
      <Change from={before.dice} to={after.dice} digits={3} better="more" />
    </td>
    <td className="quiet">{before.hd95 === null ? '–' : decimal(before.hd95, 1)}</td>
    <td className="medium">{after.hd95 === null ? '–' : decimal(after.hd95, 1)}</td>
    <td>
      <Change from={before.hd95} to={after.hd95} digits={1} better="less" />
    </td>
  </>
);

interface ChangeProps {
  readonly from: number | null;
  readonly to: number | null;
  readonly digits: number;
  readonly better: 'more' | 'less';
}

/** Arrow and sign say the direction, the colour only whether that is good. */
export function Change({ from, to, digits, better }: ChangeProps) {
  if (from === null || to === null) return '–';
  const change = to - from;
  const tone = toneOf(change, better, 0.5 * 10 ** -digits);
  if (tone === null) return <span className="faint">{decimal(0, digits)}</span>;
  return (
    <span className="change" data-tone={tone}>
      {change > 0 ? '▲ +' : '▼ '}
      {decimal(change, digits)}
    </span>
  );
}
