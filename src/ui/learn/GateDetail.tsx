import { useEffect } from 'react';
import type { GateResult, GateSlice } from '../../core/learn.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { CloseIcon } from '../parts/icons.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { ModalFrame } from '../parts/ModalFrame.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { GateLegend } from './GateLegend.tsx';
import type { Pair } from './GatePanel.tsx';
import { Change } from './GateTable.tsx';
import { MaskPair } from './MaskPair.tsx';
import { openSlice } from './openSlice.ts';

interface Props {
  readonly gate: GateResult;
  readonly pair: Pair;
  readonly onClose: () => void;
}

/** All held-out slices, worst first, and the chosen one as large as the window lets it be. */
export function GateDetail({ gate, pair, onClose }: Props) {
  const app = useApp();
  const t = useT();
  const worst = useAppState((s) => s.learn.worst);
  const about = worst && gate.slices[worst.index];
  const none = worst === null;
  useEffect(() => {
    if (none) invoke(app, 'learn-worst', 0);
  }, [app, none]);
  const show = async (slice: GateSlice) => {
    onClose();
    await openSlice(app, slice);
  };
  return (
    <ModalFrame label={t('learn.detail')} width={1320} className="gate-detail" onClose={onClose}>
      <div className="dialog-head">
        <h2>{t('learn.detail')}</h2>
      </div>
      <div className="gate-detail-body">
        <div className="gate-detail-list">
          <table className="learn-table">
            <caption className="sr-only">{t('learn.gate.about', { ...pair, count: gate.slices.length })}</caption>
            <thead>
              <tr>
                <th scope="col">{t('learn.detail.slice')}</th>
                <th scope="col">{t('learn.version', { n: pair.old })}</th>
                <th scope="col">{t('learn.version', { n: pair.new })}</th>
                <th scope="col">{t('learn.change')}</th>
              </tr>
            </thead>
            <tbody>
              {gate.slices.map((slice, index) => (
                <tr key={`${slice.caseId}/${slice.slice}`} data-active={index === worst?.index || undefined}>
                  <th scope="row">
                    <button
                      type="button"
                      className="gate-detail-row cut"
                      aria-pressed={index === worst?.index}
                      onClick={() => invoke(app, 'learn-worst', index)}
                    >
                      {t('learn.detail.row', { n: slice.slice + 1, name: slice.caseName })}
                    </button>
                  </th>
                  <td className="quiet">{decimal(slice.diceBefore, 3)}</td>
                  <td className="medium">{decimal(slice.diceAfter, 3)}</td>
                  <td>
                    <Change from={slice.diceBefore} to={slice.diceAfter} digits={3} better="more" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <div className="gate-detail-view">
          {worst && about && <MaskPair worst={worst} about={about} pair={pair} />}
          <div className="gate-detail-foot">
            <GateLegend />
            <span className="grow" />
            {about && <Button onClick={() => void show(about)}>{t('learn.detail.open')}</Button>}
          </div>
        </div>
      </div>
      <span className="dialog-close">
        <IconButton icon={CloseIcon} label={t('action.close')} onClick={onClose} />
      </span>
    </ModalFrame>
  );
}
