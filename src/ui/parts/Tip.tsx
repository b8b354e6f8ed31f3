import { type ReactElement, use } from 'react';
import { Tooltip } from 'radix-ui';
import { Kbd } from './Kbd.tsx';
import { PortalContext } from './portal.ts';

interface Props {
  readonly text: string;
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly children: ReactElement;
}

/** Name and key of a control, 400 ms after the pointer rests on it or at once on keyboard focus. */
export function Tip({ text, keys, side = 'bottom', children }: Props) {
  const container = use(PortalContext);
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal container={container}>
        <Tooltip.Content className="tip" side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {keys && <Kbd of={keys} />}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
