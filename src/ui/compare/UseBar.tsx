import { bestOf } from '../../core/compare/figures.ts';
import { pickFiles } from '../files/pickFiles.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { CommandButton } from '../parts/CommandButton.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { useFigures } from './useFigures.ts';

/** What follows from the comparison: a mask for the case, or a look at many cases. */
export function UseBar() {
  const app = useApp();
  const t = useT();
  const { label, contenders, labels } = useAppState((s) => s.compare);
  const figures = useFigures(label);
  const best = bestOf(
    figures.map((f) => f.all?.figures.dice ?? NaN),
    'higher',
  );
  const done = contenders.filter((c) => c.state === 'done' && c.of.kind === 'model');
  const letter = (best === null ? undefined : figures[best]?.letter) ?? done[0]?.letter;
  const chosen = contenders.find((c) => c.letter === letter);
  const folder = async () => {
    const files = await pickFiles({ folder: true });
    if (files.length > 0) invoke(app, 'compare-batch', files);
  };
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
      <CommandButton command="compare-batch" args="stored" size="large">
        {t('compare.batch.stored')}
      </CommandButton>
      <Button size="large" onClick={() => void folder()}>
        {t('compare.batch.folder')}
      </Button>
    </div>
  );
}
