import { newLabel, type Label } from '../core/labels.ts';
import type { Plan } from '../core/plan.ts';

/**
 * Gives every label of the plan its place among the labels of the case: the one of the same name, else a new one.
 * Returns the labels and, by plan value, the case's value.
 */
export function placeLabels(labels: readonly Label[], plan: Plan): { labels: readonly Label[]; value: Uint8Array } {
  const value = new Uint8Array(256);
  let all = labels;
  for (const wanted of plan.labels) {
    let mine = all.find((l) => l.name === wanted.name);
    if (!mine) {
      const free = all.some((l) => l.value === wanted.value) ? newLabel(all, wanted.name).value : wanted.value;
      mine = { value: free, name: wanted.name, color: wanted.color, visible: true, locked: false };
      all = [...all, mine];
    }
    value[wanted.value] = mine.value;
  }
  return { labels: all, value };
}
