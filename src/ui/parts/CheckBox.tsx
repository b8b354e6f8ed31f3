import { type ReactNode, useId } from 'react';
import { Checkbox } from 'radix-ui';
import { Icon } from './Icon.tsx';
import { CheckIcon } from './icons.ts';

interface Props {
  readonly checked: boolean;
  readonly children: ReactNode;
  readonly onChange: (checked: boolean) => void;
}

export function CheckBox({ checked, children, onChange }: Props) {
  const id = useId();
  return (
    <span className="check-label">
      <Checkbox.Root id={id} className="checkbox" checked={checked} onCheckedChange={(c) => onChange(c === true)}>
        <Checkbox.Indicator>
          <Icon of={CheckIcon} size={10} />
        </Checkbox.Indicator>
      </Checkbox.Root>
      <label htmlFor={id}>{children}</label>
    </span>
  );
}
