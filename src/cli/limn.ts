import { Problem } from '../core/problem.ts';
import { outOfMemory } from '../ml/tf.ts';
import { Args, type CliCommand, type Terminal, UsageError, editDistance } from './command.ts';
import { helpOf, overview } from './help.ts';
import { convert } from './convert.ts';
import { evaluate } from './evaluate.ts';
import { finetune } from './finetune.ts';
import { fuse } from './fuse.ts';
import { fusionMetrics } from './fusionMetrics.ts';
import { info } from './info.ts';
import { loss } from './loss.ts';
import { nets } from './nets.ts';
import { predict } from './predict.ts';
import { phantom } from './phantom.ts';
import { run } from './run.ts';
import { train } from './train.ts';
import { trainFusion } from './trainFusion.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CliCommand[] = [
  predict,
  evaluate,
  info,
  nets,
  train,
  finetune,
  run,
  convert,
  phantom,
  loss,
  fuse,
  trainFusion,
  fusionMetrics,
];

const CONSOLE: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
};

/**
 * Runs `limn` with the arguments after the program's name.
 * Resolves to the exit code: 0 done, 2 bad input (one line says what), 1 anything else.
 */
export async function main(argv: readonly string[], terminal: Terminal = CONSOLE): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.out(overview(COMMANDS));
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find((c) => c.name === name);
  if (!command) {
    const close = COMMANDS.find((c) => editDistance(c.name, name) <= 2);
    const hint = close ? ` Did you mean ${close.name}?` : '';
    terminal.note(`limn: There is no command "${name}".${hint} Run \`limn --help\`.`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.out(helpOf(command));
    return 0;
  }
  try {
    await command.run(Args.parse(command, rest), terminal);
    return 0;
  } catch (thrown) {
    const error = outOfMemory(thrown);
    if (error instanceof UsageError || error instanceof Problem) {
      terminal.note(`limn ${name}: ${error.message}`);
      return 2;
    }
    terminal.note(`limn ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 1;
  }
}
