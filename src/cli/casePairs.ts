import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UsageError } from './command.ts';
import { filesAt } from './readInput.ts';

/** A true and a predicted label map of one case, as paths. */
export interface CasePair {
  readonly name: string;
  readonly truth: string;
  readonly pred: string;
}

const LABEL_MAP = /\.(nii\.gz|nii|png|npy)$/i;

/** Name of a case: the file's without ending, and without `_mask`. */
const caseName = (path: string) =>
  basename(path)
    .replace(LABEL_MAP, '')
    .replace(/_mask$/i, '');

/**
 * Pairs label maps by name. Two files are a pair whatever they are called; a file and a folder give the file's pair; of
 * two folders every file needs its partner. Throws UsageError in one line where partners are missing or not unique.
 */
export async function casePairs(truth: string, pred: string): Promise<readonly CasePair[]> {
  const [truths, preds] = [await labelMapsAt(truth), await labelMapsAt(pred)];
  if (truths.single && preds.single) return [{ name: caseName(pred), truth, pred }];
  const names = truths.single
    ? truths.byName.keys()
    : preds.single
      ? preds.byName.keys()
      : new Set([...truths.byName.keys(), ...preds.byName.keys()]);
  const pairs: CasePair[] = [];
  const missing = { truth: [] as string[], pred: [] as string[] };
  for (const name of [...names].sort()) {
    const [t, p] = [truths.byName.get(name), preds.byName.get(name)];
    if (t && p) pairs.push({ name, truth: t, pred: p });
    else if (t) missing.pred.push(basename(t));
    else missing.truth.push(basename(p!));
  }
  const lines = [
    ...(missing.pred.length ? [`${listed(missing.pred)} no prediction of the same name in ${pred}`] : []),
    ...(missing.truth.length ? [`${listed(missing.truth)} no truth of the same name in ${truth}`] : []),
  ];
  if (lines.length > 0) throw new UsageError(`${lines.join('; ')}.`);
  return pairs;
}

/** "a, b and 3 more have". */
const listed = (names: readonly string[], most = 5) =>
  names.slice(0, most).join(', ') +
  (names.length > most ? ` and ${names.length - most} more` : '') +
  (names.length > 1 ? ' have' : ' has');

async function labelMapsAt(path: string): Promise<{ single: boolean; byName: ReadonlyMap<string, string> }> {
  const files = await filesAt(path);
  if (!(await stat(path)).isDirectory()) return { single: true, byName: new Map([[caseName(path), path]]) };
  const byName = new Map<string, string>();
  for (const file of files.filter((f) => LABEL_MAP.test(f))) {
    const other = byName.get(caseName(file));
    if (other) throw new UsageError(`${other} and ${file} are both case ${caseName(file)}: keep one of them.`);
    byName.set(caseName(file), file);
  }
  if (byName.size === 0) throw new UsageError(`${path} holds no .nii, .nii.gz, .png or .npy label maps.`);
  return { single: false, byName };
}
