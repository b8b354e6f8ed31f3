import { Problem } from '../../core/problem.ts';

/** Why a checkpoint cannot be read. Readers of parts do not know the file's name; `named` adds it at the door. */
type FaultKind = 'broken' | 'refused' | 'unsupported' | 'tooLarge';

class CheckpointFault extends Error {
  readonly kind: FaultKind;

  constructor(kind: FaultKind, what: string) {
    super(what);
    this.kind = kind;
  }
}

/** The bytes contradict the format. `reason` is a sentence. */
export function broken(reason: string): never {
  throw new CheckpointFault('broken', reason);
}

/** The file asks for something that tensors never need. `what` is its name, as the file writes it. */
export function refused(what: string): never {
  throw new CheckpointFault('refused', what);
}

/** Well formed, but outside of what is read. `what` is a noun phrase. */
export function unsupported(what: string): never {
  throw new CheckpointFault('unsupported', what);
}

/** The file claims more than it can hold or than is allowed. `reason` is a sentence. */
export function tooLarge(reason: string): never {
  throw new CheckpointFault('tooLarge', reason);
}

/** Runs `read` and turns its faults into Problems `checkpoint.*` that name the file. */
export async function named<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CheckpointFault)) throw error;
    switch (error.kind) {
      case 'refused':
        throw new Problem('checkpoint.refused', { name, what: error.message });
      case 'unsupported':
        throw new Problem('checkpoint.unsupported', { name, what: error.message });
      case 'tooLarge':
        throw new Problem('checkpoint.tooLarge', { name, reason: error.message });
      case 'broken':
        throw new Problem('checkpoint.broken', { name, reason: error.message });
    }
  }
}
