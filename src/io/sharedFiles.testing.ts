import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { describe } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../shared/data');

/** Whether one of the folders of real files that lies beside the repository is there. */
export const hasShared = (folder: string): boolean => existsSync(join(ROOT, folder));

/** A `describe` over real files in ../shared/data, skipped with a word where they are absent. */
export function describeShared(folder: string, title: string, body: () => void): void {
  const there = hasShared(folder);
  describe.skipIf(!there)(there ? title : `${title} (skipped: ../shared/data/${folder} is absent)`, body);
}

/** One real file as the browser would hand it over. */
export function sharedFile(path: string): File {
  return new File([readFileSync(join(ROOT, path))], basename(path));
}

/** Every file below a folder of ../shared/data, as sorted paths relative to ../shared/data; READMEs left out. */
export function sharedPaths(folder: string): string[] {
  const start = join(ROOT, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true })
    .map((entry) => join(start, String(entry)))
    .filter((path) => statSync(path).isFile() && basename(path) !== 'README.md')
    .map((path) => relative(ROOT, path))
    .sort();
}
