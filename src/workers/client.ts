import type { IoApi } from './io.worker.ts';
import type { MlApi } from './ml.worker.ts';
import type { PetApi } from './pet.worker.ts';
import { connect } from './rpc.ts';

const ioWorker = () =>
  connect<IoApi>(() => new Worker(new URL('./io.worker.ts', import.meta.url), { type: 'module', name: 'io' }));

/** The background workers, each started on its first call. */
export const startWorkers = () => ({
  io: ioWorker(),
  samples: ioWorker(),
  ml: connect<MlApi>(() => new Worker(new URL('./ml.worker.ts', import.meta.url), { type: 'module', name: 'ml' })),
  pet: connect<PetApi>(() => new Worker(new URL('./pet.worker.ts', import.meta.url), { type: 'module', name: 'pet' })),
});
