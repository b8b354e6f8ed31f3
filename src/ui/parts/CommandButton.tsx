import type { ComponentProps } from 'react';
import { commandById } from '../../state/commands/index.ts';
import { keysOf } from '../hotkeys.ts';
import { useCommandTitle, useSay } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { useApp, useAppState, useDisabledReason } from '../useApp.ts';
import { Button } from './Button.tsx';
import type { IconShape } from './Icon.tsx';
import { IconButton } from './IconButton.tsx';
import { Tip } from './Tip.tsx';

const useCommand = (id: string, args: unknown) => {
  const app = useApp();
  const say = useSay();
  const reason = useDisabledReason(id);
  const keys = useAppState((s) => keysOf(commandById(id), s.settings.keys)[0]);
  return { keys, why: reason && say(reason), press: () => invoke(app, id, args) };
};

interface Props extends ComponentProps<typeof Button> {
  readonly command: string;
  readonly args?: unknown;
}

/** A button that runs a command. While the command cannot run, its tooltip says why. */
export function CommandButton({ command, args, children, ...rest }: Props) {
  const title = useCommandTitle()(command);
  const { keys, why, press } = useCommand(command, args);
  const button = (
    <Button aria-disabled={why !== null || undefined} onClick={press} {...rest}>
      {children ?? title}
    </Button>
  );
  return why === null && keys === undefined ? (
    button
  ) : (
    <Tip text={why ?? title} keys={why === null ? keys : undefined}>
      {button}
    </Tip>
  );
}

/** The same, as an icon. */
export function CommandIcon({
  command,
  args,
  icon,
  ...rest
}: { readonly command: string; readonly args?: unknown; readonly icon: IconShape } & Partial<
  ComponentProps<typeof IconButton>
>) {
  const title = useCommandTitle()(command);
  const { keys, why, press } = useCommand(command, args);
  return <IconButton icon={icon} label={title} keys={keys} why={why} onClick={press} {...rest} />;
}
