import type { Label } from './labels.ts';
import type { PlanLabel } from './plan.ts';
import { indexAt, type Plane } from './plane.ts';

/** No decision in an edits layer: the prediction shows through. */
const UNDECIDED = 255;

/** Slices of a plane where a person decided something, and how many of their pixels differ from the prediction. */
export function correctedSlices(
  plane: Plane,
  prediction: Uint8Array,
  edits: Uint8Array,
): { readonly slice: number; readonly changed: number }[] {
  const out: { slice: number; changed: number }[] = [];
  for (let w = 0; w < plane.slices; w++) {
    let decided = false;
    let changed = 0;
    for (let v = 0; v < plane.height; v++) {
      let n = indexAt(plane, 0, v, w);
      for (let u = 0; u < plane.width; u++, n += plane.stepU) {
        const edit = edits[n]!;
        if (edit === UNDECIDED) continue;
        decided = true;
        if (edit !== prediction[n]) changed++;
      }
    }
    if (decided) out.push({ slice: w, changed });
  }
  return out;
}

/**
 * What a model's labels are called in a case: its value by the case's value, 0 for labels that the model does not know.
 * null where the case lacks one of the model's labels: its masks do not tell the model what it must know.
 */
export function valuesOfModel(labels: readonly Label[], wanted: readonly PlanLabel[]): Uint8Array | null {
  const value = new Uint8Array(256);
  for (const { name, value: to } of wanted) {
    const mine = labels.find((l) => l.name === name);
    if (!mine) return null;
    value[mine.value] = to;
  }
  return value;
}

/** The merged label map (decisions over the prediction) in the values of a model. */
export function truthOfCase(prediction: Uint8Array, edits: Uint8Array, value: Uint8Array): Uint8Array {
  return edits.map((edit, n) => value[edit === UNDECIDED ? prediction[n]! : edit]!);
}

/** Slices that fit into `limit` bytes: all that are not for training, and of those evenly spread ones, in their order. */
export function withinBytes<S extends { readonly role: string }>(
  slices: readonly S[],
  bytesOf: (s: S) => number,
  limit: number,
): S[] {
  const train = slices.filter((s) => s.role === 'train');
  const sum = (list: readonly S[]) => list.reduce((n, s) => n + bytesOf(s), 0);
  const room = limit - (sum(slices) - sum(train));
  const share = Math.min(1, Math.max(0, room / Math.max(1, sum(train))));
  let at = 0;
  return slices.filter((s) => {
    if (s.role !== 'train') return true;
    at++;
    return Math.floor(at * share) > Math.floor((at - 1) * share);
  });
}
