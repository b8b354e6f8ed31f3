import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Volume } from '../core/volume.ts';
import { openFiles } from '../io/formats/index.ts';
import { UsageError } from './command.ts';

/** A file from disk as the readers take it. Throws UsageError where it cannot be read. */
export async function readAsFile(path: string): Promise<File> {
  try {
    return new File([await readFile(path)], basename(path));
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The paths of the files in a folder, sorted, hidden ones left out; of a file, itself. Throws UsageError where there is none. */
export async function filesAt(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = await readdir(path, { withFileTypes: true });
    return names
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => join(path, entry.name))
      .sort();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** All images of a file, or of a folder (DICOM series). Throws the first problem where none can be read. */
export async function readVolumes(path: string): Promise<readonly Volume[]> {
  const paths = await filesAt(path);
  if (paths.length === 0) throw new UsageError(`${path} is an empty folder.`);
  const { volumes, problems } = await openFiles(await Promise.all(paths.map(readAsFile)));
  if (volumes.length === 0 && problems[0]) throw problems[0];
  return volumes;
}

/** The one image of a file or folder. Throws UsageError where there are several. */
export async function readVolume(path: string): Promise<Volume> {
  const volumes = await readVolumes(path);
  if (volumes.length !== 1) {
    const names = volumes.map((v) => v.name).join(', ');
    throw new UsageError(
      `${path} holds ${volumes.length} images (${names}): name one file or the folder of one series.`,
    );
  }
  return volumes[0]!;
}

function unreadable(path: string, error: unknown): UsageError {
  const code = (error as { code?: string }).code;
  const why: Record<string, string> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'reading it is not permitted',
    EISDIR: 'it is a folder',
  };
  return new UsageError(`${path}: ${why[code ?? ''] ?? String(error)}.`);
}
