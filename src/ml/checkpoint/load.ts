import { Problem } from '../../core/problem.ts';
import type { Job } from '../../core/progress.ts';
import type { WeightValues } from '../params.ts';
import { named } from './fault.ts';
import { isSafetensors, readSafetensors } from './safetensors.ts';
import { isTorch, readTorch } from './torchPickle.ts';

const nameOf = (blob: Blob): string => ('name' in blob && typeof blob.name === 'string' ? blob.name : 'The checkpoint');

/**
 * Weights of a checkpoint by name, row-major: `.safetensors`, or `.pt` and `.pth` of PyTorch in zip or legacy form,
 * told apart by their bytes. Real types come as float32, integers as int32. Names are as in the file (`rename.ts`).
 * Reads tensor by tensor, with progress in bytes; the peak is the values plus the largest tensor.
 * Throws Problems `checkpoint.*` that name the file, and the reason of `job.signal` when it fires.
 */
export async function readCheckpoint(blob: Blob, job: Job, name = nameOf(blob)): Promise<WeightValues> {
  const head = new Uint8Array(await blob.slice(0, 16).arrayBuffer());
  if (isSafetensors(head, blob.size)) return readSafetensors(blob, name, job);
  if (isTorch(head)) return named(name, () => readTorch(blob, job));
  if (blob.size === 0) throw new Problem('file.empty', { name });
  throw new Problem('checkpoint.unknown', { name });
}
