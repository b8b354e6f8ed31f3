import { use } from 'react';
import { PortalContext } from '../parts/portal.ts';
import { Popover } from 'radix-ui';
import { type Label, LABEL_COLORS, type Rgb } from '../../core/labels.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { TrashIcon } from '../parts/icons.ts';
import { Swatch } from '../parts/Swatch.tsx';
import { useApp } from '../useApp.ts';
import { NameField } from './NameField.tsx';

const hex = (color: Rgb): string => `#${color.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
const rgb = (text: string): Rgb => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)) as unknown as Rgb;

/** The swatch of a label; pressed, it opens its name, its colour, and the way to delete it. */
export function LabelPopover({ label }: { label: Label }) {
  const app = useApp();
  const t = useT();
  const { value, name, color } = label;
  const recolor = (next: Rgb) => invoke(app, 'recolor-label', { value, color: next });
  const portal = use(PortalContext);
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" className="swatch-button" aria-label={t('labels.edit', { name })}>
          <Swatch color={color} />
        </button>
      </Popover.Trigger>
      <Popover.Portal container={portal}>
        <Popover.Content
          className="popover label-popover"
          aria-label={t('labels.edit', { name })}
          side="left"
          align="start"
          sideOffset={8}
          collisionPadding={8}
        >
          <NameField value={value} name={name} onDone={() => undefined} focus={false} />
          <div className="swatches" role="radiogroup" aria-label={t('labels.colour')}>
            {LABEL_COLORS.map((choice) => (
              <button
                key={hex(choice)}
                type="button"
                role="radio"
                aria-checked={hex(choice) === hex(color)}
                aria-label={hex(choice)}
                onClick={() => recolor(choice)}
              >
                <Swatch color={choice} />
              </button>
            ))}
          </div>
          <label className="color-input small">
            <input
              type="color"
              // the picker reports every movement: one undo step is enough, when it closes
              defaultValue={hex(color)}
              key={hex(color)}
              onBlur={(e) => e.target.value !== hex(color) && recolor(rgb(e.target.value))}
            />
            {t('labels.otherColour')}
          </label>
          <Popover.Close asChild>
            <Button kind="danger" onClick={() => invoke(app, 'delete-label', value)}>
              <Icon of={TrashIcon} />
              {t('labels.delete', { name })}
            </Button>
          </Popover.Close>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
