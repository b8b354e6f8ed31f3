import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pictureGrid } from '../core/grid.ts';
import type { Plan } from '../core/plan.ts';
import type { App, Workers } from './app.ts';
import { createApp } from './createApp.ts';
import { newDocument } from './document.ts';
import { startPreparing } from './prepareModel.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const model = (id: string) => ({
  id,
  plan: { id, input: { modality: '' } } as unknown as Plan,
  source: 'shipped' as const,
  bytes: 1,
  version: 1,
});

function opened(): { app: App; prepared: string[] } {
  const prepared: string[] = [];
  const ml = {
    prepare: async ({ plan, slice }: { plan: Plan; slice: { width: number; height: number; spacing: unknown } }) => {
      prepared.push(`${plan.id} ${slice.height}x${slice.width} ${String(slice.spacing)}`);
    },
  };
  const app = createApp({ ml: { api: ml, stop: () => undefined } } as unknown as Workers);
  startPreparing(app);
  app.store.setState({ models: [model('a'), model('b')] });
  app.document = newDocument('c', '2026-01-01', {
    id: 'v',
    name: 'picture',
    modality: '',
    grid: pictureGrid(7, 5),
    voxels: new Uint8Array(35),
    slope: 1,
    intercept: 0,
    unit: '',
    window: { center: 128, width: 256 },
    warnings: [],
  } as never);
  return { app, prepared };
}

test('the chosen model is prepared once, for the slices of the open case, when the engine runs', () => {
  const { app, prepared } = opened();
  app.store.setState({ model: 'a' });
  vi.advanceTimersByTime(1000);
  expect(prepared).toEqual([]);
  app.store.setState((s) => ({ backend: { ...s.backend, backend: 'wasm', state: 'ready' } }));
  vi.advanceTimersByTime(1000);
  expect(prepared).toEqual(['a 5x7 null']);
  app.store.setState({ revision: 1 });
  vi.advanceTimersByTime(1000);
  expect(prepared).toHaveLength(1);
});

test('looking through the list prepares only the model that is stayed with; a job goes first', () => {
  const { app, prepared } = opened();
  app.store.setState((s) => ({ backend: { ...s.backend, backend: 'wasm', state: 'ready' }, model: 'a' }));
  vi.advanceTimersByTime(100);
  app.store.setState({ model: 'b' });
  vi.advanceTimersByTime(1000);
  expect(prepared).toEqual(['b 5x7 null']);
  app.store.setState({ model: 'a', job: {} as never });
  vi.advanceTimersByTime(1000);
  expect(prepared).toHaveLength(1);
  app.store.setState({ job: null });
  vi.advanceTimersByTime(1000);
  expect(prepared).toEqual(['b 5x7 null', 'a 5x7 null']);
});
