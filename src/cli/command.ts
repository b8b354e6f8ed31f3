import { parseArgs } from 'node:util';

/** Where a command writes: lines of results to `out`, everything else to `note`. */
export interface Terminal {
  out(line: string): void;
  note(line: string): void;
}

/** `--name VALUE`, or a flag where `value` is absent. */
export interface Option {
  readonly name: string;
  /** What to put there, as the help shows it: `FILE`, `DIR`, `N`. */
  readonly value?: string;
  readonly summary: string;
  readonly required?: boolean;
}

/** One command of the command line, as a value: the table in limn.ts holds them all. */
export interface CliCommand {
  readonly name: string;
  readonly summary: string;
  /** Arguments without a name, as the help shows them: `FILE...`; absent = none are taken. */
  readonly operands?: string;
  readonly options: readonly Option[];
  /** Lines below the options in the help. */
  readonly notes?: readonly string[];
  run(args: Args, terminal: Terminal): void | Promise<void>;
}

/** Bad input from the person at the keyboard: one line, exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The arguments of one call, checked against the command's options. */
export class Args {
  readonly operands: readonly string[];
  private readonly values: Readonly<Record<string, string | boolean | undefined>>;

  private constructor(values: Readonly<Record<string, string | boolean | undefined>>, operands: readonly string[]) {
    this.values = values;
    this.operands = operands;
  }

  /** Throws UsageError for an unknown option, a missing value, a missing required option, or operands that are not taken. */
  static parse(command: CliCommand, argv: readonly string[]): Args {
    const names = Object.fromEntries(
      command.options.map((o) => [o.name, { type: o.value ? ('string' as const) : ('boolean' as const) }]),
    );
    // strict mode words its errors in several lines, so unknown and valueless options are told from the tokens here
    const { values, positionals, tokens } = parseArgs({
      args: [...argv],
      options: names,
      allowPositionals: true,
      strict: false,
      tokens: true,
    });
    for (const token of tokens) {
      if (token.kind !== 'option') continue;
      const option = command.options.find((o) => o.name === token.name);
      if (!option) throw new UsageError(`Unknown option ${token.rawName}.${nearest(token.name, command)}`);
      if (option.value && token.value === undefined)
        throw new UsageError(`--${option.name} needs a value: ${option.value}.`);
      if (!option.value && token.value !== undefined) throw new UsageError(`--${option.name} takes no value.`);
    }
    if (positionals.length > 0 && !command.operands) throw new UsageError(`Unexpected argument "${positionals[0]}".`);
    const missing = command.options.find((o) => o.required && values[o.name] === undefined);
    if (missing) throw new UsageError(`--${missing.name} ${missing.value ?? ''}`.trimEnd() + ' is missing.');
    return new Args(values as Record<string, string | boolean | undefined>, positionals);
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  /** The value of an option, or undefined where it is not given. */
  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The value of a required option. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new UsageError(`--${name} is missing.`);
    return value;
  }

  /** One of a few words. */
  choice<T extends string>(name: string, words: readonly T[], otherwise: T): T {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    if (!words.includes(value as T)) throw new UsageError(`--${name} is "${value}"; it must be ${words.join(', ')}.`);
    return value as T;
  }

  /** A number in a range (both ends included), or undefined where the option is not given. */
  number(name: string, low = -Infinity, high = Infinity): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (value.trim() === '' || !Number.isFinite(number) || number < low || number > high) {
      const range = high === Infinity ? `${low} or more` : `from ${low} to ${high}`;
      throw new UsageError(
        `--${name} is "${value}"; it must be a number ${low === -Infinity ? '' : range}`.trimEnd() + '.',
      );
    }
    return number;
  }

  /** A whole number in a range, or undefined where the option is not given. */
  integer(name: string, low: number, high = Number.MAX_SAFE_INTEGER): number | undefined {
    const number = this.number(name, low, high);
    if (number !== undefined && !Number.isInteger(number))
      throw new UsageError(`--${name} is "${number}"; it must be a whole number.`);
    return number;
  }
}

/** " Did you mean --x?" where an option differs by a letter or two. */
function nearest(name: string, command: CliCommand): string {
  const close = command.options.find((o) => editDistance(o.name, name) <= 2);
  return close ? ` Did you mean --${close.name}?` : '';
}

/** Levenshtein distance. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
