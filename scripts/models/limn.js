import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Runs the built command line. @param {readonly string[]} args */
export function limn(args) {
  const { status } = spawnSync(process.execPath, ['bin/limn.js', ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`limn ${args[0]} ended with ${status}`);
}

/** Makes a folder once: a half-made one is not there. @param {string} dir @param {() => void} make */
export function once(dir, make) {
  if (existsSync(join(dir, 'done'))) return;
  make();
  writeFileSync(join(dir, 'done'), '');
}
