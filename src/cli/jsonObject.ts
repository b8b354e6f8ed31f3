import { type Args, UsageError } from './command.ts';

/** The JSON object of an option; {} where it is not given. Throws UsageError, with `example`, for anything else. */
export function jsonObject(args: Args, name: string, example: string): Readonly<Record<string, unknown>> {
  const text = args.text(name) ?? '{}';
  try {
    const value = JSON.parse(text) as unknown;
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // told below, as for JSON that is no object
  }
  throw new UsageError(`--${name} must be a JSON object, as in '${example}'; it is ${text}`);
}
