import { use } from 'react';
import { PortalContext } from '../parts/portal.ts';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../state/appState.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Icon, type IconShape } from '../parts/Icon.tsx';
import { GlobeIcon, ThemeIcon } from '../parts/icons.ts';
import { RadioItems } from '../parts/Select.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { useThemeInForce } from '../useTheme.ts';

interface Props<T extends string> {
  readonly icon: IconShape;
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly name: string }[];
  readonly onChange: (value: T) => void;
  /** Name of what is in force, where the choice is left to the system. */
  readonly inForce: string;
}

function LookMenu<T extends string>({ icon, label, value, choices, inForce, onChange }: Props<T>) {
  const portal = use(PortalContext);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button type="button" aria-label={`${label}: ${inForce}`}>
          <Icon of={icon} size={12} />
          {inForce}
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={portal}>
        <DropdownMenu.Content className="menu" side="top" align="end" sideOffset={8} collisionPadding={8}>
          <RadioItems value={value} options={choices} onChange={onChange} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Each language by its own name. */
export const LANGUAGES: readonly { readonly value: 'en' | 'zh'; readonly name: string }[] = [
  { value: 'en', name: 'English' },
  { value: 'zh', name: '简体中文' },
];

export const THEMES: readonly Settings['theme'][] = ['system', 'dark', 'light'];

export function LanguageMenu() {
  const app = useApp();
  const t = useT();
  const language = useAppState((s) => s.settings.language);
  const shown = useTranslation().i18n.language;
  return (
    <LookMenu
      icon={GlobeIcon}
      label={t('settings.language')}
      inForce={LANGUAGES.find((l) => l.value === shown)?.name ?? ''}
      value={language}
      choices={[{ value: 'system', name: t('settings.language.system') }, ...LANGUAGES]}
      onChange={(next) => invoke(app, 'set-settings', { language: next })}
    />
  );
}

export function ThemeMenu() {
  const app = useApp();
  const t = useT();
  const theme = useAppState((s) => s.settings.theme);
  const shown = useThemeInForce();
  return (
    <LookMenu
      icon={ThemeIcon}
      label={t('settings.theme')}
      inForce={t(`settings.theme.${shown}`)}
      value={theme}
      choices={THEMES.map((value) => ({ value, name: t(`settings.theme.${value}`) }))}
      onChange={(next) => invoke(app, 'set-settings', { theme: next })}
    />
  );
}
