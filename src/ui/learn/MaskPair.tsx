import type { GateSlice } from '../../core/learn.ts';
import type { WorstSlice } from '../../state/learnState.ts';
import { useT } from '../i18n/useT.ts';
import type { Pair } from './GatePanel.tsx';
import { MaskFigure } from './MaskFigure.tsx';

interface Props {
  readonly worst: WorstSlice;
  readonly about: GateSlice;
  readonly pair: Pair;
}

/** The old mask and the new one over the same part of the same slice. */
export function MaskPair({ worst, about, pair }: Props) {
  const t = useT();
  const sides = [
    { mask: worst.before, name: t('learn.current', { n: pair.old }), dice: about.diceBefore },
    { mask: worst.after, name: t('learn.new', { n: pair.new }), dice: about.diceAfter },
  ];
  return (
    <div className="gate-pair">
      {sides.map((side) => (
        <MaskFigure key={side.name} worst={worst} caseId={about.caseId} {...side} />
      ))}
    </div>
  );
}
