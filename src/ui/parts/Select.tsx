import { PortalContext } from './portal.ts';
import { type ReactNode, use } from 'react';
import { DropdownMenu } from 'radix-ui';
import { Icon } from './Icon.tsx';
import { CheckIcon, ChevronDownIcon } from './icons.ts';

export interface Option<T extends string> {
  readonly value: T;
  readonly name: string;
  /** Something drawn before the name. */
  readonly mark?: ReactNode;
  /** A short fact after the name, in the list only. */
  readonly fact?: string;
}

interface Props<T extends string> {
  readonly label: string;
  readonly value: T | '';
  readonly placeholder?: string;
  readonly options: readonly Option<T>[];
  readonly width?: number;
  readonly onChange: (value: T) => void;
}

/** A choice among many: a button that names the chosen one and opens the list. */
export function Select<T extends string>({ label, value, placeholder = '', options, width, onChange }: Props<T>) {
  const chosen = options.find((o) => o.value === value);
  const name = chosen?.name ?? placeholder;
  const portal = use(PortalContext);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button
          type="button"
          className="field select"
          aria-label={`${label}: ${name}`}
          style={width ? { width } : undefined}
        >
          <span className="select-value">
            {chosen?.mark}
            <span className="cut">{name}</span>
          </span>
          <Icon of={ChevronDownIcon} />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={portal}>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
          <RadioItems value={value} options={options} onChange={onChange} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Menu items of which one is chosen, with a tick. */
export const RadioItems = <T extends string>({
  value,
  options,
  onChange,
}: Pick<Props<T>, 'value' | 'options' | 'onChange'>) => (
  <DropdownMenu.RadioGroup value={value} onValueChange={(v) => onChange(v as T)}>
    {options.map((o) => (
      <DropdownMenu.RadioItem key={o.value} value={o.value} className="menu-item">
        <span className="tick">
          <DropdownMenu.ItemIndicator>
            <Icon of={CheckIcon} size={14} />
          </DropdownMenu.ItemIndicator>
        </span>
        {o.mark}
        <span className="cut grow">{o.name}</span>
        {o.fact && <span className="micro faint">{o.fact}</span>}
      </DropdownMenu.RadioItem>
    ))}
  </DropdownMenu.RadioGroup>
);
