/**
 * Everything that can go wrong and is the user's to know, as English templates: what, where, why, what to do.
 * `ui/i18n` translates by the same keys; a test holds the two lists together.
 */
export const PROBLEMS = {
  'file.empty': '{{name}} is empty (0 bytes). Choose another file.',
  'file.unknown': '{{name}} is not an image that Limn reads. It reads DICOM, NIfTI, PNG, JPEG and TIFF.',
  'file.truncated': '{{name}} ends too early: {{need}} bytes are needed, {{have}} are there. Copy the file again.',
  'file.broken': '{{name}} cannot be read: {{reason}}',
  'file.tooLarge': '{{name}} needs {{need}} MB once opened; at most {{limit}} MB fit. Crop or downsample it first.',
} as const satisfies Record<string, string>;

export type ProblemKey = keyof typeof PROBLEMS;
export type Values = Readonly<Record<string, string | number>>;

/** Text to be translated where it is shown. */
export interface Message {
  readonly key: string;
  readonly values?: Values;
}

export const fill = (template: string, values: Values = {}): string =>
  template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));

/** An expected failure. `message` is one English line; `key` and `values` let the app say it in its own language. */
export class Problem extends Error {
  readonly key: ProblemKey;
  readonly values: Values;

  constructor(key: ProblemKey, values: Values = {}) {
    super(fill(PROBLEMS[key], values));
    this.name = 'Problem';
    this.key = key;
    this.values = values;
  }
}
