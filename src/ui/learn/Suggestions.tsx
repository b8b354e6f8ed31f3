import { nativePlane, planeOf } from '../../core/plane.ts';
import { useT } from '../i18n/useT.ts';
import { Button } from '../parts/Button.tsx';
import { CommandButton } from '../parts/CommandButton.tsx';
import { decimal } from '../format/numbers.ts';
import { useApp, useAppState, useDocument } from '../useApp.ts';
import { openSlice } from './openSlice.ts';

const SHOWN = 5;

const useStack = () => {
  const doc = useDocument();
  return doc && planeOf(doc.volume.grid, nativePlane(doc.volume.grid)).slices > 1 ? doc : null;
};

/** Ranks the slices of the open volume; a single picture has nothing to rank. */
export function SuggestButton() {
  const t = useT();
  return (
    useStack() && (
      <CommandButton command="learn-suggest" size="tight" kind="ghost">
        {t('learn.suggest')}
      </CommandButton>
    )
  );
}

/** Slices of the open volume that the model is least sure about: the next ones worth a look. */
export function Suggestions() {
  const app = useApp();
  const t = useT();
  const doc = useStack();
  const found = useAppState((s) => s.learn.suggestions);
  if (!doc || found.length === 0) return null;
  return (
    <div className="suggestions">
      <span className="micro faint">{t('learn.suggest.list')}</span>
      <ul aria-label={t('learn.suggest.list')}>
        {found.slice(0, SHOWN).map(({ slice, entropy }) => (
          <li key={slice}>
            <Button
              size="tight"
              aria-label={t('learn.suggest.slice', { n: slice + 1, bits: decimal(entropy, 2) })}
              onClick={() => void openSlice(app, { caseId: doc.id, slice })}
            >
              {slice + 1}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
