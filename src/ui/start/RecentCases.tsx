import type { StoredCase } from '../../state/appState.ts';
import { age } from '../format/durations.ts';
import { bytes } from '../format/numbers.ts';
import { confirmDelete } from '../dialogs/confirmDelete.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { CommandButton } from '../parts/CommandButton.tsx';
import { TrashIcon } from '../parts/icons.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { useNow } from '../useNow.ts';

const SHOWN = 3;

/** The latest cases of this browser, to go on with. */
export function RecentCases() {
  const t = useT();
  const cases = useAppState((s) => s.cases);
  if (cases.length === 0) return null;
  return (
    <section>
      <h2>{t('cases.recent')}</h2>
      <ul className="cards">
        {cases.slice(0, SHOWN).map((c) => (
          <RecentCase key={c.id} stored={c} />
        ))}
      </ul>
      {cases.length > SHOWN && (
        <CommandButton command="cases" kind="ghost">
          {t('cases.all', { count: cases.length })}
        </CommandButton>
      )}
    </section>
  );
}

function RecentCase({ stored }: { stored: StoredCase }) {
  const app = useApp();
  const t = useT();
  const now = useNow(30_000);
  return (
    <li className="card" data-small>
      <button type="button" className="card-text card-open cut" onClick={() => invoke(app, 'open-case', stored.id)}>
        {stored.name}
      </button>
      <span className="small faint">
        {age(stored.savedAt, now, t)}
        {t('text.comma')}
        {bytes(stored.bytes)}
      </span>
      <IconButton
        icon={TrashIcon}
        dim
        label={t('cases.delete', { name: stored.name })}
        onClick={() => confirmDelete(app, stored)}
      />
    </li>
  );
}
