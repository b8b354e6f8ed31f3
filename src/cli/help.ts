import type { CliCommand, Option } from './command.ts';

const HELP: Option = { name: 'help', summary: 'Show this text.' };

const left = (o: Option) => `--${o.name}${o.value ? ` ${o.value}` : ''}`;

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`);
}

/** What `limn --help` prints. */
export function overview(commands: readonly CliCommand[]): string {
  return [
    'Limn on the command line: the networks, readers and metrics of the app, without a browser.',
    '',
    'Usage: limn COMMAND [options]',
    '',
    'Commands:',
    ...columns(commands.map((c) => [c.name, c.summary])),
    '',
    'Run `limn COMMAND --help` for the options of a command.',
    'Exit code: 0 done, 2 bad input, 1 anything else. Not for clinical use: research software.',
  ].join('\n');
}

/** What `limn COMMAND --help` prints. */
export function helpOf(command: CliCommand): string {
  const required = command.options.filter((o) => o.required).map(left);
  const usage = ['limn', command.name, ...required, ...(command.operands ? [command.operands] : []), '[options]'];
  return [
    command.summary,
    '',
    `Usage: ${usage.join(' ')}`,
    '',
    'Options:',
    ...columns([...command.options, HELP].map((o) => [left(o), o.summary + (o.required ? ' (required)' : '')])),
    ...(command.notes ? ['', ...command.notes] : []),
  ].join('\n');
}
