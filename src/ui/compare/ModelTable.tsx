import { bestOf } from '../../core/compare/figures.ts';
import type { Contender } from '../../state/compareState.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { useAppState } from '../useApp.ts';
import { Figure } from './Figure.tsx';
import { figureText, signed, unitOf } from './figureText.ts';
import { LetterMark, LineSample } from './LetterMark.tsx';
import { useFigures, useMetric } from './useFigures.ts';
import { useContenderName } from './useNames.ts';

/** One line a contender: its Dice and the worst of its units, distance, volume, time and memory. */
export function ModelTable() {
  const t = useT();
  const label = useAppState((s) => s.compare.label);
  const own = useAppState((s) => s.compare.contenders);
  const batch = useAppState((s) => s.compare.batch);
  const contenders: readonly Contender[] = batch?.contenders ?? own;
  const figures = useFigures(label);
  const nameOf = useContenderName();
  const [dice, hd95, volume, difference] = [
    useMetric('dice'),
    useMetric('hd95'),
    useMetric('volume'),
    useMetric('volumeDifference'),
  ];
  if (!dice || !hd95 || !volume || !difference) return null;
  const rows = contenders.map((_, n) => figures[n]?.all ?? null);
  const worst = contenders.map((_, n) => {
    const all = (figures[n]?.units ?? []).map((r) => r.figures.dice ?? NaN).filter(Number.isFinite);
    return all.length > 0 ? Math.min(...all) : NaN;
  });
  const bestDice = bestOf(
    rows.map((r) => r?.figures.dice ?? NaN),
    'higher',
  );
  const bestWorst = bestOf(worst, 'higher');
  const bestDistance = bestOf(
    rows.map((r) => r?.figures.hd95 ?? NaN),
    'lower',
  );
  const fastest = bestOf(
    contenders.map((c) => c.run?.seconds ?? NaN),
    'lower',
  );
  const smallest = bestOf(
    contenders.map((c) => c.run?.bytes || NaN),
    'lower',
  );
  const first = rows.find((r) => r !== null) ?? null;
  const flat = unitOf(volume, first).endsWith('²');

  const mark = (text: string, best: boolean) => (
    <span className="figure" data-best={best || undefined}>
      {text}
      <i className="best-dot" aria-hidden />
    </span>
  );
  return (
    // it scrolls where it is too wide, so it takes the focus
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="compare-scroll" tabIndex={0} data-inside-focus role="group" aria-label={t('compare.models')}>
      <table className="compare-table model-table">
        <caption className="sr-only">{t('compare.models')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('compare.model')}</th>
            <th scope="col">{dice.title}</th>
            <th scope="col">{t('compare.worst')}</th>
            <th scope="col">{[hd95.title, unitOf(hd95, first)].filter(Boolean).join(' ')}</th>
            <th scope="col">
              {first
                ? t(flat ? 'compare.areaHead' : 'compare.volumeHead', { unit: unitOf(volume, first) })
                : t('compare.volume')}
            </th>
            <th scope="col">{t('compare.time')}</th>
            <th scope="col">{t('compare.memory')}</th>
          </tr>
        </thead>
        <tbody>
          {contenders.map((c, n) => {
            const row = rows[n] ?? null;
            const away = row?.figures.volumeDifference;
            return (
              <tr key={c.letter}>
                <th scope="row">
                  <span className="contender">
                    <LetterMark letter={c.letter} />
                    <span className="contender-name">
                      <span className="cut">{nameOf(c)}</span>
                      <LineSample letter={c.letter} />
                    </span>
                  </span>
                </th>
                <td>
                  <Figure row={row} metric={dice} best={n === bestDice} />
                </td>
                <td>{mark(Number.isFinite(worst[n]) ? decimal(worst[n]!, 3) : t('compare.none'), n === bestWorst)}</td>
                <td>
                  <Figure row={row} metric={hd95} best={n === bestDistance} />
                </td>
                <td>
                  {figureText(row, volume, t)}{' '}
                  {away !== undefined && Number.isFinite(away) && (
                    <span className="faint">{signed(figureText(row, difference, t), away)}</span>
                  )}
                </td>
                <td>
                  {mark(c.run ? decimal(c.run.seconds, c.run.seconds < 10 ? 1 : 0) : t('compare.none'), n === fastest)}
                </td>
                <td>{mark(c.run?.bytes ? decimal(c.run.bytes / 1e6) : t('compare.none'), n === smallest)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
