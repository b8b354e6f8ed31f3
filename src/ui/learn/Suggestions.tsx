import { nativePlane, planeOf } from '../../core/plane.ts';
import { useT } from '../i18n/useT.ts';
import { Button } from '../parts/Button.tsx';
import { CommandButton } from '../parts/CommandButton.tsx';
import { decimal } from '../format/numbers.ts';
import { useApp, useAppState, useDocument } from '../useApp.ts';
import { openSlice } from './openSlice.ts';

const SHOWN = 5;

/** Slices of the open volume that the model is least sure about: the next ones worth a look. */
export function Suggestions() {
  const app = useApp();
  const t = useT();
  const doc = useDocument();
  const found = useAppState((s) => s.learn.suggestions);
  if (!doc || planeOf(doc.volume.grid, nativePlane(doc.volume.grid)).slices < 2) return null;
  return (
    <div className="suggestions">
      <CommandButton command="learn-suggest" size="tight">
        {t('learn.suggest')}
      </CommandButton>
      {found.length > 0 && (
        <ul aria-label={t('learn.suggest.list')}>
          {found.slice(0, SHOWN).map(({ slice, entropy }) => (
            <li key={slice}>
              <Button
                size="tight"
                kind="ghost"
                aria-label={t('learn.suggest.slice', { n: slice + 1, bits: decimal(entropy, 2) })}
                onClick={() => void openSlice(app, { caseId: doc.id, slice })}
              >
                {slice + 1}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
