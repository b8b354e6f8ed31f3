import { describe } from '../ml/describe.ts';
import { NETS } from '../ml/nets/index.ts';
import type { CliCommand } from './command.ts';

/** The networks that can be trained and run. */
export const nets: CliCommand = {
  name: 'nets',
  summary: 'List the networks with their papers and sizes.',
  options: [{ name: 'json', summary: 'Write a JSON list instead of text.' }],
  run(args, terminal) {
    const rows = NETS.map((net) => {
      const { size, channels } = net.input(net.defaults);
      const { parameters, macs, weights } = describe(net, net.defaults);
      return {
        id: net.id,
        title: net.title,
        paper: net.paper,
        parameters,
        weights: weights.length,
        macs: macs.total,
        macsByKind: { conv: macs.conv, convTranspose: macs.convTranspose, matmul: macs.matmul, scan: macs.scan },
        input: [channels, ...size],
        config: net.defaults,
      };
    });
    if (args.flag('json')) {
      terminal.out(JSON.stringify(rows, null, 2));
      return;
    }
    const width = Math.max(...rows.map((r) => r.id.length)) + 2;
    for (const r of rows) {
      const cost = `${(r.parameters / 1e6).toFixed(2)} M weights, ${(r.macs / 1e9).toFixed(1)} GMAC at ${r.input.join(' x ')}`;
      terminal.out(`${r.id.padEnd(width)}${r.title}: ${cost}`);
      terminal.out(`${''.padEnd(width)}${r.paper}`);
    }
  },
};
