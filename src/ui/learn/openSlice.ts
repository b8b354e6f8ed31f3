import type { CorrectedSlice } from '../../core/learn.ts';
import { nativePlane } from '../../core/plane.ts';
import type { App } from '../../state/app.ts';
import { run } from '../../state/commands/index.ts';

/** Shows a slice of any stored case in Correct. */
export async function openSlice(app: App, { caseId, slice }: Pick<CorrectedSlice, 'caseId' | 'slice'>): Promise<void> {
  if (app.store.getState().current?.id !== caseId) await run(app, 'open-case', caseId);
  const doc = app.document;
  if (doc?.id !== caseId) return;
  await run(app, `plane-${nativePlane(doc.volume.grid)}`);
  await run(app, 'go-to-slice', slice);
  await run(app, 'show-mode', 'correct');
}
