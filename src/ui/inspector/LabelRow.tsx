import { memo, useState } from 'react';
import type { Label } from '../../core/labels.ts';
import { extent } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { EyeIcon, EyeOffIcon, LockIcon, UnlockIcon } from '../parts/icons.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { useApp, useAppState, useDocument } from '../useApp.ts';
import { LabelPopover } from './LabelPopover.tsx';
import { NameField } from './NameField.tsx';

/** One label: number, colour, name, how much there is, lock, eye. A double click on the name or F2 edits it. */
export const LabelRow = memo(function LabelRow({ label, active }: { label: Label; active: boolean }) {
  const app = useApp();
  const t = useT();
  const grid = useDocument()?.volume.grid;
  const voxels = useAppState((s) => s.tally?.total[label.value]);
  const [renaming, setRenaming] = useState(false);
  const { value, name, visible, locked } = label;
  const amount = grid && voxels !== undefined ? extent(voxels, grid) : '';
  return (
    <li className="row" data-grid-row data-on={active || undefined} data-hidden={!visible || undefined}>
      {renaming ? (
        <NameField value={value} name={name} onDone={() => setRenaming(false)} />
      ) : (
        <button
          type="button"
          className="row-main"
          aria-current={active || undefined}
          onClick={() => invoke(app, 'activate-label', value)}
          onDoubleClick={() => setRenaming(true)}
          onKeyDown={(e) => {
            if (e.key === 'F2') setRenaming(true);
          }}
        >
          <span className="kbd">{value}</span>
          <span className="row-swatch-gap" />
          <span className="cut grow">{name}</span>
          <span className="sr-only">{amount}</span>
        </button>
      )}
      <LabelPopover label={label} />
      {!renaming && (
        <span className="row-text small quiet" aria-hidden>
          {amount}
        </span>
      )}
      <IconButton
        icon={locked ? LockIcon : UnlockIcon}
        dim={!locked}
        label={t(locked ? 'labels.unlock' : 'labels.lock', { name })}
        aria-pressed={locked}
        onClick={() => invoke(app, 'toggle-label-lock', value)}
      />
      <IconButton
        icon={visible ? EyeIcon : EyeOffIcon}
        label={t(visible ? 'labels.hide' : 'labels.show', { name })}
        onClick={() => invoke(app, 'toggle-label-visible', value)}
      />
    </li>
  );
});
