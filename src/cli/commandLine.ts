import type { Args, CliCommand } from './command.ts';

/** A call as typed, for a plan's provenance, but for paths, which differ from machine to machine. */
export function commandLine(command: CliCommand, args: Args): string {
  const options = command.options
    .filter((o) => o.name !== 'resume' && o.name !== 'json')
    .flatMap((o) => {
      if (!o.value) return args.flag(o.name) ? [`--${o.name}`] : [];
      const value = args.text(o.name);
      if (value === undefined) return [];
      if (o.value === 'DIR' || /^[./~]/.test(value)) return [`--${o.name} ${o.name.toUpperCase()}`];
      return [`--${o.name} ${/^[\w:.,+*-]+$/.test(value) ? value : `'${value}'`}`];
    });
  return ['limn', command.name, ...options].join(' ');
}
