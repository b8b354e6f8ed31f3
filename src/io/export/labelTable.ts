import { type Label, MAX_LABEL, type Rgb } from '../../core/labels.ts';
import { Problem } from '../../core/problem.ts';

/** What a saved label map's values mean. */
export interface LabelRow {
  readonly value: number;
  readonly name: string;
  /** r, g, b, each 0..255. */
  readonly color: Rgb;
}

/** The table as JSON text, one row a line: `[{"value":1,"name":"liver","color":[221,130,101]}, ...]`. */
export function writeLabelTable(labels: readonly Label[]): string {
  const rows = labels.map(({ value, name, color }) => `  ${JSON.stringify({ value, name, color })}`);
  return `[\n${rows.join(',\n')}\n]\n`;
}

/** Reads such a table. Throws `labels.notLabels` that says which row is wrong. */
export function readLabelTable(name: string, text: string): LabelRow[] {
  const wrong = (reason: string) => new Problem('labels.notLabels', { name, reason });
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    throw wrong('it is not JSON.');
  }
  if (!Array.isArray(rows)) throw wrong('it is not a list of {value, name, color}.');
  const seen = new Set<number>();
  return rows.map((row: Partial<LabelRow> | null, n) => {
    const { value, name: title, color } = row ?? {};
    if (!Number.isInteger(value) || value! < 1 || value! > MAX_LABEL || seen.has(value!)) {
      throw wrong(`row ${n + 1} has no value of its own from 1 to ${MAX_LABEL}.`);
    }
    seen.add(value!);
    if (typeof title !== 'string') throw wrong(`row ${n + 1} has no name.`);
    if (!Array.isArray(color) || color.length !== 3 || !color.every((c) => Number.isInteger(c) && c >= 0 && c <= 255)) {
      throw wrong(`row ${n + 1} has no color [r, g, b].`);
    }
    return { value: value!, name: title, color: [color[0]!, color[1]!, color[2]!] };
  });
}
