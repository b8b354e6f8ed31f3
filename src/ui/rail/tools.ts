import type { ToolId } from '../../state/appState.ts';
import type { IconShape } from '../parts/Icon.tsx';
import {
  ContrastIcon,
  CrosshairIcon,
  EraserIcon,
  FillIcon,
  PaintbrushIcon,
  PanIcon,
  RulerIcon,
} from '../parts/icons.ts';
import { PolygonIcon } from '../parts/PolygonIcon.tsx';

/** View, draw, grow, measure. */
export const TOOL_GROUPS: readonly (readonly ToolId[])[] = [
  ['pan', 'window'],
  ['brush', 'eraser', 'polygon'],
  ['fill'],
  ['ruler', 'probe'],
];

export const TOOL_ICONS: Readonly<Record<ToolId, IconShape>> = {
  pan: PanIcon,
  window: ContrastIcon,
  brush: PaintbrushIcon,
  eraser: EraserIcon,
  polygon: PolygonIcon,
  fill: FillIcon,
  ruler: RulerIcon,
  probe: CrosshairIcon,
};
