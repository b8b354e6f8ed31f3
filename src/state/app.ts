import type { Box } from '../core/diffBox.ts';
import type { StoreApi } from 'zustand/vanilla';
import type { Client } from '../workers/rpc.ts';
import type { IoApi } from '../workers/io.worker.ts';
import type { MlApi } from '../workers/ml.worker.ts';
import type { PetApi } from '../workers/pet.worker.ts';
import type { AppState } from './appState.ts';
import type { Changed } from './changed.ts';
import type { Compared } from './compared.ts';
import type { Document } from './document.ts';
import type { PetImage } from './petImage.ts';

/** A box of pixels of the plane shown that must be drawn again (u1, v1 exclusive); null = everything. */
export type Dirty = Box | null;

/** Tells the layers to redraw. */
export interface Repaint {
  emit(dirty: Dirty): void;
  /** Returns the function that stops listening. */
  on(listener: (dirty: Dirty) => void): () => void;
}

/** The workers. `stop` ends one at once; its next call starts a fresh one. */
export interface Workers {
  readonly io: { readonly api: Client<IoApi>; stop(): void };
  /** A second io worker, that draws the samples: files open while it is busy. */
  readonly samples: { readonly api: Client<IoApi>; stop(): void };
  readonly ml: { readonly api: Client<MlApi>; stop(): void };
  /** Image work of a PET/CT. */
  readonly pet: { readonly api: Client<PetApi>; stop(): void };
}

/** A long job: `done` resolves when it has ended and, if it was stopped, has taken back what it did. */
export interface Running {
  abort(): void;
  readonly done: Promise<void>;
}

/**
 * The running application: the store for panels, the document for pixels, the workers for work.
 * Built once in main.tsx and handed down.
 */
export interface App {
  readonly store: StoreApi<AppState>;
  /** The case shown; null on the start screen. */
  document: Document | null;
  /** The PET beside the case shown, where it has one. */
  pet: PetImage | null;
  readonly workers: Workers;
  /** What autosave has still to write. */
  readonly changed: Changed;
  readonly repaint: Repaint;
  /** The masks that Compare holds side by side. */
  readonly compared: Compared;
  /** The job that runs now, to be stopped by `stop-job`. */
  running: Running | null;
}
