import type { ReactNode } from 'react';
import { ToggleGroup } from 'radix-ui';
import { Tip } from './Tip.tsx';

interface Choice<T extends string> {
  readonly value: T;
  readonly name: ReactNode;
  /** Why it cannot be chosen now. */
  readonly why?: string | null;
}

interface Props<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
}

/** One of a few choices, all in sight. */
export function Segmented<T extends string>({ label, value, choices, onChange }: Props<T>) {
  const choose = (next: string) => {
    const choice = choices.find((c) => c.value === next);
    if (choice && !choice.why) onChange(choice.value);
  };
  return (
    <ToggleGroup.Root type="single" className="segmented" aria-label={label} value={value} onValueChange={choose}>
      {choices.map((c) =>
        c.why ? (
          <Tip key={c.value} text={c.why}>
            <ToggleGroup.Item value={c.value} aria-disabled data-disabled="">
              {c.name}
            </ToggleGroup.Item>
          </Tip>
        ) : (
          <ToggleGroup.Item key={c.value} value={c.value}>
            {c.name}
          </ToggleGroup.Item>
        ),
      )}
    </ToggleGroup.Root>
  );
}
