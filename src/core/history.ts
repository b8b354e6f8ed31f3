import type { VoxelDiff } from './diff.ts';
import { diffBytes, invertDiff } from './diff.ts';
import type { Label } from './labels.ts';
import type { Message } from './problem.ts';
import type { RigidMotion } from './registration/rigid.ts';

/** The two label arrays of a case. */
export type MaskLayer = 'prediction' | 'edits';

/** One reversible change of the document. */
export type Change =
  | { readonly kind: 'voxels'; readonly layer: MaskLayer; readonly diff: VoxelDiff }
  | { readonly kind: 'labels'; readonly before: readonly Label[]; readonly after: readonly Label[] }
  /** Of the PET against the CT; null = as the files say. */
  | { readonly kind: 'motion'; readonly before: RigidMotion | null; readonly after: RigidMotion | null };

/** What a person did, in one undo step: its name and its changes, in order. */
export interface Edit {
  readonly title: Message;
  readonly changes: readonly Change[];
}

export function invertChange(c: Change): Change {
  switch (c.kind) {
    case 'voxels':
      return { ...c, diff: invertDiff(c.diff) };
    case 'labels':
      return { kind: c.kind, before: c.after, after: c.before };
    case 'motion':
      return { kind: c.kind, before: c.after, after: c.before };
  }
}

export const invertEdit = (e: Edit): Edit => ({ title: e.title, changes: [...e.changes].reverse().map(invertChange) });

function changeBytes(c: Change): number {
  if (c.kind === 'voxels') return diffBytes(c.diff);
  return c.kind === 'labels' ? 100 * (c.before.length + c.after.length) : 200;
}

/** Bytes that an edit holds in memory. */
export const editBytes = (e: Edit): number => e.changes.reduce((sum, c) => sum + changeBytes(c), 100);

/** Elements that an edit changed. */
export const editCount = (e: Edit): number =>
  e.changes.reduce((sum, c) => sum + (c.kind === 'voxels' ? c.diff.count : 0), 0);

export interface Step {
  readonly edit: Edit;
  readonly bytes: number;
  /** ms since 1970. */
  readonly at: number;
}

/** Undo and redo as two stacks of steps. The oldest steps are forgotten when the bytes pass `limit`. */
export interface History {
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  readonly bytes: number;
  readonly limit: number;
}

export const emptyHistory = (limit = 64 * 1024 * 1024): History => ({ past: [], future: [], bytes: 0, limit });

const sum = (steps: readonly Step[]) => steps.reduce((n, s) => n + s.bytes, 0);

/** History after `edit` was applied: what could be redone is gone, what no longer fits is forgotten, oldest first. */
export function record(h: History, edit: Edit, at: number): History {
  const past = [...h.past, { edit, bytes: editBytes(edit), at }];
  let bytes = sum(past);
  let first = 0;
  while (bytes > h.limit && first < past.length - 1) bytes -= past[first++]!.bytes;
  return { ...h, past: past.slice(first), future: [], bytes };
}

/** The edit to apply for one undo, and the history after it; null when there is nothing to undo. */
export function undo(h: History): { edit: Edit; history: History } | null {
  const step = h.past.at(-1);
  if (!step) return null;
  return { edit: invertEdit(step.edit), history: { ...h, past: h.past.slice(0, -1), future: [step, ...h.future] } };
}

export function redo(h: History): { edit: Edit; history: History } | null {
  const step = h.future[0];
  if (!step) return null;
  return { edit: step.edit, history: { ...h, past: [...h.past, step], future: h.future.slice(1) } };
}
