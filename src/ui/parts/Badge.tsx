import { Icon } from './Icon.tsx';
import { CheckIcon } from './icons.ts';

interface Props {
  readonly text: string;
  readonly tone?: 'ok' | 'warn' | 'err' | 'accent' | undefined;
  readonly tick?: boolean;
}

/** A word or two about a state; the word carries the meaning, the colour repeats it. */
export const Badge = ({ text, tone, tick }: Props) => (
  <span className="badge" data-tone={tone}>
    {tick && <Icon of={CheckIcon} size={12} />}
    {text}
  </span>
);
