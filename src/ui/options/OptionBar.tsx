import type { ComponentType } from 'react';
import type { ToolId } from '../../state/appState.ts';
import { useCommandTitle, useT } from '../i18n/useT.ts';
import { Icon } from '../parts/Icon.tsx';
import { TOOL_ICONS } from '../rail/tools.ts';
import { useAppState } from '../useApp.ts';
import { Hints } from './Hints.tsx';
import { LabelSelect } from './LabelSelect.tsx';
import { EraserOptions, FillOptions, PaintOptions } from './MaskOptions.tsx';
import { PlaneOptions, WindowOptions } from './ViewOptions.tsx';
import { RulerOptions } from './RulerOptions.tsx';

const OPTIONS: Readonly<Record<ToolId, ComponentType>> = {
  pan: PlaneOptions,
  window: WindowOptions,
  brush: PaintOptions,
  eraser: EraserOptions,
  polygon: LabelSelect,
  fill: FillOptions,
  ruler: RulerOptions,
  probe: PlaneOptions,
};

/** What the active tool can be told, and at the right what its modifier keys do. */
export function OptionBar() {
  const t = useT();
  const title = useCommandTitle();
  const tool = useAppState((s) => s.tool);
  const Options = OPTIONS[tool];
  return (
    <div className="options" role="group" aria-label={t('options.label')} data-inside-focus>
      <span className="options-tool">
        <Icon of={TOOL_ICONS[tool]} />
        {title(`tool-${tool}`)}
      </span>
      <span className="divider" />
      <Options />
      <span className="grow" />
      <Hints tool={tool} />
    </div>
  );
}
