import { bestOf } from '../../core/compare/figures.ts';
import { useT } from '../i18n/useT.ts';
import { CommandButton } from '../parts/CommandButton.tsx';
import { useAppState, useDocument } from '../useApp.ts';
import { useFigures } from './useFigures.ts';

/** What follows from the comparison: a mask for the case, or a look at where they differ. */
export function UseBar() {
  const t = useT();
  const slices = (useDocument()?.volume.grid.size[2] ?? 1) > 1;
  const { label, contenders, labels } = useAppState((s) => s.compare);
  const figures = useFigures(label);
  const best = bestOf(
    figures.map((f) => f.all?.figures.dice ?? NaN),
    'higher',
  );
  const done = contenders.filter((c) => c.state === 'done' && c.of.kind === 'model');
  const letter = (best === null ? undefined : figures[best]?.letter) ?? done[0]?.letter;
  const chosen = contenders.find((c) => c.letter === letter);
  if (!slices && done.length === 0) return null;
  return (
    <div className="decision">
      {letter && chosen?.of.kind === 'model' && (
        <CommandButton command="compare-use" args={letter} size="large" kind="primary">
          {t('compare.use', { letter })}
        </CommandButton>
      )}
      {labels.length > 1 && done.length > 1 && (
        <CommandButton command="compare-use-best" size="large">
          {t('compare.useBest')}
        </CommandButton>
      )}
      <span className="grow" />
      {slices && <CommandButton command="next-difference" size="large" kind="ghost" />}
    </div>
  );
}
