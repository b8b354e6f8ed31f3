import type { VoxelDiff } from '../../core/diff.ts';
import type { Label } from '../../core/labels.ts';
import { eraseRule, type PaintRule, paintRule } from '../../core/paintRule.ts';
import { Problem } from '../../core/problem.ts';
import type { ToolContext } from './tool.ts';

export type PaintMode = 'paint' | 'erase';

function mayChange(label: Label | null): Label {
  if (!label) throw new Problem('paint.noLabel');
  if (label.locked) throw new Problem('paint.locked', { label: label.name });
  if (!label.visible) throw new Problem('paint.hidden', { label: label.name });
  return label;
}

/** The rule for painting or erasing with the options chosen. Throws a Problem when the active label may not be changed. */
export function ruleFor({ target, active, options }: ToolContext, mode: PaintMode): PaintRule {
  if (mode === 'paint') {
    return paintRule(target, mayChange(active).value, options.paintOnly.on ? options.paintOnly : null);
  }
  return eraseRule(target, options.erase === 'active' ? mayChange(active).value : null);
}

/** Records a change of the edits layer under the title `edit.<what>`; a change of nothing is no step. */
export function commitDiff(
  ctx: ToolContext,
  what: 'paint' | 'erase' | 'polygon' | 'fill',
  diff: VoxelDiff,
  drawn = false,
): void {
  if (diff.count === 0) return;
  const title = { key: `edit.${what}`, values: { label: ctx.active?.name ?? '', slice: ctx.slice + 1 } };
  ctx.commit({ title, changes: [{ kind: 'voxels', layer: 'edits', diff }] }, drawn);
}
