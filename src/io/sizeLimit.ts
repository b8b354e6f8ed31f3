import { Problem } from '../core/problem.ts';

/**
 * Most bytes that one opened image, or one inflated file, may take. A tab has about 4 GB; an image is held once as it
 * is stored and twice as label maps, and is copied once on its way through the worker.
 */
export const MAX_IMAGE_BYTES = 1536 * 2 ** 20;

/** Throws `file.tooLarge` unless `bytes` is a size that may be allocated. Call it before allocating. */
export function checkSize(name: string, bytes: number, limit = MAX_IMAGE_BYTES): void {
  if (bytes > limit) throw tooLarge(name, bytes, limit);
}

export const tooLarge = (name: string, bytes: number, limit = MAX_IMAGE_BYTES): Problem =>
  new Problem('file.tooLarge', { name, need: Math.ceil(bytes / 2 ** 20), limit: Math.floor(limit / 2 ** 20) });

/** Throws `file.truncated` unless `have` bytes are at least `need`. */
export function checkLength(name: string, need: number, have: number): void {
  if (have < need) throw new Problem('file.truncated', { name, need, have });
}

/** A `file.broken` Problem with an English reason. */
export const broken = (name: string, reason: string): Problem => new Problem('file.broken', { name, reason });
