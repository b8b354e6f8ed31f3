import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { greyPng } from '../io/export/pngWriter.ts';
import { COMMANDS, main } from './limn.ts';

/** Runs the command line as a shell would; `out` and `note` are what it printed. */
async function limn(...argv: string[]) {
  const out: string[] = [];
  const note: string[] = [];
  const code = await main(argv, { out: (line) => out.push(line), note: (line) => note.push(line) });
  return { code, out: out.join('\n'), note: note.join('\n') };
}

const folder = mkdtempSync(join(tmpdir(), 'limn-'));
const picture = join(folder, 'picture.png');
writeFileSync(picture, greyPng(Uint8Array.of(0, 10, 20, 30, 40, 50), 3, 2));

describe('limn', () => {
  it('lists every command with --help, and with nothing at all asks for one', async () => {
    const { code, out } = await limn('--help');
    expect(code).toBe(0);
    for (const c of COMMANDS) expect(out).toContain(`${c.name} `);
    expect((await limn()).code).toBe(2);
  });

  it.each(COMMANDS.map((c) => c.name))('%s explains each of its options', async (name) => {
    const { code, out } = await limn(name, '--help');
    expect(code).toBe(0);
    const command = COMMANDS.find((c) => c.name === name)!;
    expect(out).toContain(command.summary);
    for (const o of command.options) expect(out).toContain(`--${o.name}`);
  });

  it.each([
    [['frobnicate'], 'limn: There is no command "frobnicate". Run `limn --help`.'],
    [['infos'], 'limn: There is no command "infos". Did you mean info? Run `limn --help`.'],
    [['info', '--jsn', 'a.png'], 'limn info: Unknown option --jsn. Did you mean --json?'],
    [['info', '--json=yes', 'a.png'], 'limn info: --json takes no value.'],
    [['info'], 'limn info: Name a file, or the folder of a DICOM series.'],
    [['info', '/no/such/file'], 'limn info: /no/such/file: there is no such file or folder.'],
    [['nets', 'x'], 'limn nets: Unexpected argument "x".'],
  ])('answers %j with exit code 2 and one line', async (argv, line) => {
    const { code, out, note } = await limn(...argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(note).toBe(line);
  });

  it('says why a damaged file cannot be read, in one line with its name', async () => {
    const damaged = join(folder, 'damaged.png');
    writeFileSync(damaged, greyPng(new Uint8Array(64), 8, 8).subarray(0, 40));
    const { code, note } = await limn('info', damaged);
    expect(code).toBe(2);
    expect(note).toMatch(/^limn info: damaged\.png /);
    expect(note.split('\n')).toHaveLength(1);
  });
});

describe('limn info', () => {
  it('tells size, type and values', async () => {
    const { code, out } = await limn('info', picture, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      { path: picture, size: [3, 2, 1], channels: 1, spacingTrust: 'unknown', letters: null, low: 0, high: 50 },
    ]);
    expect((await limn('info', picture)).out).toContain('3 x 2 x 1 voxels, uint8');
  });
});

describe('limn nets', () => {
  it('lists every network with its paper and its size', async () => {
    const { out } = await limn('nets', '--json');
    const rows = JSON.parse(out) as { id: string; paper: string; parameters: number }[];
    // Ronneberger et al. 2015, 64 to 1024 channels, one input channel, two classes
    expect(rows.find((r) => r.id === 'unet')?.parameters).toBe(31_030_658);
    for (const r of rows) expect(r.paper).not.toBe('');
  });
});
