import { Fragment } from 'react';
import { ToggleGroup } from 'radix-ui';
import type { ToolId } from '../../state/appState.ts';
import { commandById } from '../../state/commands/index.ts';
import { keysOf } from '../hotkeys.ts';
import { useCommandTitle, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Icon } from '../parts/Icon.tsx';
import { Tip } from '../parts/Tip.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { TOOL_GROUPS, TOOL_ICONS } from './tools.ts';

/** The tools, one above the other: arrows walk along them, hairlines part view, draw, grow and measure. */
export function ToolRail() {
  const app = useApp();
  const t = useT();
  const title = useCommandTitle();
  const active = useAppState((s) => s.tool);
  const own = useAppState((s) => s.settings.keys);
  return (
    <nav className="rail" aria-label={t('rail.label')}>
      <ToggleGroup.Root
        type="single"
        orientation="vertical"
        aria-label={t('rail.label')}
        style={{ display: 'contents' }}
        value={active}
        onValueChange={(tool) => tool && invoke(app, `tool-${tool as ToolId}`)}
      >
        {TOOL_GROUPS.map((group, n) => (
          <Fragment key={group[0]}>
            {n > 0 && <span className="rail-line" />}
            {group.map((tool) => {
              const command = commandById(`tool-${tool}`);
              return (
                <Tip key={tool} text={title(command.id)} keys={keysOf(command, own)[0]} side="right">
                  <ToggleGroup.Item value={tool} className="tool" aria-label={title(command.id)}>
                    <Icon of={TOOL_ICONS[tool]} size={18} />
                  </ToggleGroup.Item>
                </Tip>
              );
            })}
          </Fragment>
        ))}
      </ToggleGroup.Root>
    </nav>
  );
}
