import { expect } from 'vitest';
import { onEveryBackend } from './backends.testing.ts';
import type { BackendName } from './tf.ts';

/** A relative error beside what it is held to. */
export interface Held {
  readonly figure: string;
  readonly error: number;
  readonly bound: number;
}

/** What a test tells the reporter of `npm run test:goldens`. */
export interface Exactness {
  readonly golden: string;
  readonly backend: BackendName;
  /** Name of the graphics adapter, '' without one. */
  readonly adapter: string;
  readonly held: readonly Held[];
}

declare module 'vitest' {
  interface TaskMeta {
    exactness?: Exactness;
  }
}

/** Holds figures to their bounds; the first one beyond its own is named. */
export function expectHeld(held: readonly Held[]): void {
  for (const { figure, error, bound } of held) expect(error, figure).toBeLessThan(bound);
}

/** One golden on each of `backends`: measured, told to the reporter, and held to its bounds. */
export function golden(
  title: string,
  measure: () => Promise<readonly Held[]>,
  backends: readonly BackendName[] = ['wasm', 'webgpu'],
): void {
  onEveryBackend(
    title,
    async (backend, adapter, { task }) => {
      const held = await measure();
      task.meta.exactness = { golden: title, backend, adapter, held };
      expectHeld(held);
    },
    backends,
  );
}

/** Outputs of the published code, finest first, to 1e-4. */
export const heldOutputs = (errors: readonly number[]): readonly Held[] =>
  errors.map((error, i) => ({ figure: errors.length > 1 ? `output ${i}` : 'output', error, bound: 1e-4 }));
