import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = import.meta.dirname;

/** Whether every package of bench/package.json is there in the version that it names. */
function installed(): boolean {
  const { dependencies } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.entries(dependencies).every(([name, version]) => {
    const path = join(FOLDER, 'node_modules', name, 'package.json');
    return existsSync(path) && (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version === version;
  });
}

/** Brings what the bench measures against, by bench/package-lock.json; none of it runs a script while it installs. */
export function installPeers(note: (line: string) => void): void {
  if (installed()) return;
  note('Installing what the bench compares with (bench/package.json, 265 MB).');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
