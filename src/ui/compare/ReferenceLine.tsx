import { use } from 'react';
import { DropdownMenu } from 'radix-ui';
import { isDrawn } from '../../core/volume.ts';
import { lengthUnit } from '../format/numbers.ts';
import { pickFiles } from '../files/pickFiles.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ChevronDownIcon } from '../parts/icons.ts';
import { NumberField } from '../parts/NumberField.tsx';
import { PortalContext } from '../parts/portal.ts';
import { useApp, useAppState, useDocument } from '../useApp.ts';

/** What masks are held against, and how much distance the surface Dice forgives. */
export function ReferenceLine() {
  const app = useApp();
  const t = useT();
  const doc = useDocument();
  const { reference, tolerance, slices } = useAppState((s) => s.compare);
  const portal = use(PortalContext);
  const name =
    reference === null
      ? t('compare.reference.none')
      : reference.kind === 'edits'
        ? t('compare.reference.edits', { count: slices.corrected.length })
        : reference.name || t('compare.reference.drawn');
  const load = async () => {
    const [file] = await pickFiles({ accept: '.nii,.nii.gz,.gz,.png,.npy' });
    if (file) invoke(app, 'compare-load-truth', file);
  };
  return (
    <div className="reference-line">
      <span className="faint">{t('compare.reference')}</span>
      <span className="cut medium">{name}</span>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <Button size="tight" aria-label={t('compare.reference.change')}>
            {t('compare.reference.choose')}
            <Icon of={ChevronDownIcon} />
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={portal}>
          <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
            <DropdownMenu.Item className="menu-item" onSelect={() => void load()}>
              {t('compare.reference.load')}
            </DropdownMenu.Item>
            <DropdownMenu.Item
              className="menu-item"
              disabled={slices.corrected.length === 0}
              onSelect={() => invoke(app, 'compare-use-edits')}
            >
              {t('compare.yourMask')}
            </DropdownMenu.Item>
            {doc && isDrawn(doc.volume) && (
              <DropdownMenu.Item className="menu-item" onSelect={() => invoke(app, 'compare-drawn-truth')}>
                {t('compare.reference.drawn')}
              </DropdownMenu.Item>
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <span className="grow" />
      <span className="option">
        {t('compare.tolerance')}
        <NumberField
          label={t('compare.tolerance')}
          width={64}
          min={0}
          max={100}
          value={tolerance}
          unit={doc ? lengthUnit(doc.volume.grid) : 'mm'}
          nudge={(from, by) => Math.max(0, Math.round((from + by * 0.5) * 10) / 10)}
          onChange={(v) => invoke(app, 'compare-tolerance', v)}
        />
      </span>
    </div>
  );
}
