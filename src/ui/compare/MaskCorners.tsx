import { MODEL_LOOKS } from '../../core/compare/looks.ts';
import { nativePlane } from '../../core/plane.ts';
import type { Letter } from '../../state/compareState.ts';
import { duration } from '../format/durations.ts';
import { bytes, decimal } from '../format/numbers.ts';
import { useSay, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { CloseIcon } from '../parts/icons.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Slider } from '../parts/Slider.tsx';
import { useApp, useAppState, useDocument } from '../useApp.ts';
import { LetterMark } from './LetterMark.tsx';
import { useContenderName } from './useNames.ts';

/** Top left: whose mask this is, its line, time, memory and opacity. Top right: its Dice in the slice shown. */
export const MaskCorners = ({ letters }: { letters: readonly Letter[] }) => (
  <>
    <div className="corner pane-names" data-at="tl">
      {letters.map((letter) => (
        <Name key={letter} letter={letter} alone={letters.length === 1} />
      ))}
    </div>
    <div className="corner pane-dice" data-at="tr">
      {letters.map((letter) => (
        <SliceDice key={letter} letter={letter} named={letters.length > 1} />
      ))}
    </div>
  </>
);

function Name({ letter, alone }: { letter: Letter; alone: boolean }) {
  const app = useApp();
  const t = useT();
  const say = useSay();
  const nameOf = useContenderName();
  const c = useAppState((s) => s.compare.contenders.find((one) => one.letter === letter));
  if (!c) return null;
  const name = nameOf(c);
  const facts =
    c.state === 'failed' && c.why
      ? say(c.why)
      : c.state === 'waiting'
        ? t('compare.notRun')
        : c.state === 'running'
          ? t('compare.running')
          : c.run
            ? [duration(c.run.seconds, t), bytes(c.run.bytes)].join(t('text.comma'))
            : '';
  return (
    <div className="pane-name">
      <div>
        <LetterMark letter={letter} />
        <span className="cut">{name}</span>
        {alone && (
          <IconButton
            icon={CloseIcon}
            size="tight"
            label={t('compare.remove', { name })}
            onClick={() => invoke(app, 'compare-remove', letter)}
          />
        )}
      </div>
      <div className="dim">
        {[t(`compare.line.${MODEL_LOOKS[letter].line}`), facts].filter(Boolean).join(t('text.comma'))}
      </div>
      {c.state === 'done' && (
        <Slider
          label={t('compare.opacity', { letter })}
          width={96}
          max={100}
          value={Math.round(100 * c.opacity)}
          onChange={(v) => invoke(app, 'compare-set', { letter, opacity: v / 100 })}
        />
      )}
    </div>
  );
}

function SliceDice({ letter, named }: { letter: Letter; named: boolean }) {
  const t = useT();
  const doc = useDocument();
  const row = useAppState(({ compare: { rows, label }, view }) => {
    if (!doc || view.plane !== nativePlane(doc.volume.grid)) return undefined;
    const single = doc.volume.grid.size[2] === 1;
    return rows?.[letter]?.find((r) => r.label === label && r.slice === (single ? null : view.slice));
  });
  if (!row) return null;
  const { dice } = row.figures;
  return (
    <div>
      {named && `${letter} `}
      {t('compare.dice', { dice: Number.isFinite(dice) ? decimal(dice!, 3) : t('compare.undefined') })}
    </div>
  );
}
