import type { StoreApi } from 'zustand/vanilla';
import type { Client } from '../workers/rpc.ts';
import type { IoApi } from '../workers/io.worker.ts';
import type { MlApi } from '../workers/ml.worker.ts';
import type { AppState } from './appState.ts';
import type { Document } from './document.ts';
import type { CaseStore } from './caseStore.ts';

/** A box of pixels of the plane shown that must be drawn again; null = everything. */
export type Dirty = { readonly u0: number; readonly v0: number; readonly u1: number; readonly v1: number } | null;

/**
 * The running application: the store for panels, the document for pixels, the workers for work.
 * Built once in main.tsx and handed down.
 */
export interface App {
  readonly store: StoreApi<AppState>;
  /** The case shown; null on the start screen. */
  document: Document | null;
  readonly ml: Client<MlApi>;
  readonly io: Client<IoApi>;
  readonly cases: CaseStore;
  /** Called by whoever changed pixels of a mask: layers redraw just that box at once. */
  readonly repaint: { emit(dirty: Dirty): void; on(listener: (dirty: Dirty) => void): () => void };
}
