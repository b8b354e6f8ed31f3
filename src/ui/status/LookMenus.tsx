import { DropdownMenu } from 'radix-ui';
import type { Settings } from '../../state/appState.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Icon, type IconShape } from '../parts/Icon.tsx';
import { GlobeIcon, ThemeIcon } from '../parts/icons.ts';
import { RadioItems } from '../parts/Select.tsx';
import { useApp, useAppState } from '../useApp.ts';

interface Props<T extends string> {
  readonly icon: IconShape;
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly name: string }[];
  readonly onChange: (value: T) => void;
}

function LookMenu<T extends string>({ icon, label, value, choices, onChange }: Props<T>) {
  const name = choices.find((c) => c.value === value)?.name ?? '';
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button type="button" aria-label={`${label}: ${name}`}>
          <Icon of={icon} size={12} />
          {name}
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
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
  return (
    <LookMenu
      icon={GlobeIcon}
      label={t('settings.language')}
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
  return (
    <LookMenu
      icon={ThemeIcon}
      label={t('settings.theme')}
      value={theme}
      choices={THEMES.map((value) => ({ value, name: t(`settings.theme.${value}`) }))}
      onChange={(next) => invoke(app, 'set-settings', { theme: next })}
    />
  );
}
