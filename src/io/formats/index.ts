import { Problem } from '../../core/problem.ts';
import type { Job } from '../../core/progress.ts';
import type { Volume } from '../../core/volume.ts';
import { readHead } from '../readBytes.ts';
import { broken } from '../sizeLimit.ts';
import { type Format, HEAD_BYTES } from './format.ts';
import { jpeg } from './jpeg.ts';
import { nifti } from './nifti.ts';
import { png } from './png.ts';
import { tiff } from './tiff.ts';

/** Every format that Limn opens, surest mark first. Adding one is a file and a line here. */
export const FORMATS: readonly Format[] = [png, jpeg, tiff, nifti];

export interface Opened {
  readonly volumes: readonly Volume[];
  /** One for each file that could not be used; the others are open all the same. */
  readonly problems: readonly Problem[];
}

/**
 * Opens everything in `files`: DICOM files become series, .hdr + .img pairs one image, each other file its own.
 * Never throws for a bad file, only when `job` is aborted.
 */
export async function openFiles(files: readonly File[], job?: Job): Promise<Opened> {
  const volumes: Volume[] = [];
  const problems: Problem[] = [];
  const groups = await groupFiles(files, problems, job);
  for (const [n, group] of groups.entries()) {
    job?.signal.throwIfAborted();
    job?.progress({ stage: 'open', done: n, total: groups.length });
    try {
      const context = { problem: (p: Problem) => void problems.push(p), ...(job ? { job } : {}) };
      volumes.push(...(await group.format.read(group.files, context)));
    } catch (error) {
      job?.signal.throwIfAborted();
      problems.push(asProblem(group.files[0]!.name, error));
    }
  }
  return { volumes, problems };
}

interface Group {
  readonly format: Format;
  readonly files: File[];
}

/** A parser's own error becomes a Problem that names the file. */
export const asProblem = (name: string, error: unknown): Problem =>
  error instanceof Problem ? error : broken(name, error instanceof Error ? error.message : String(error));

const pairKey = (file: File) =>
  (file.webkitRelativePath || file.name).replace(/\.(hdr|img)(\.gz)?$/i, '').toLowerCase();

async function groupFiles(files: readonly File[], problems: Problem[], job?: Job): Promise<Group[]> {
  const groups: Group[] = [];
  const headers = new Map<string, Group>();
  const images: File[] = [];
  for (const file of files) {
    job?.signal.throwIfAborted();
    try {
      if (/\.img(\.gz)?$/i.test(file.name)) {
        images.push(file);
        continue;
      }
      const format = await formatOf(file);
      const group = { format, files: [file] };
      groups.push(group);
      if (/\.hdr(\.gz)?$/i.test(file.name)) headers.set(pairKey(file), group);
    } catch (error) {
      problems.push(asProblem(file.name, error));
    }
  }
  for (const image of images) {
    const header = headers.get(pairKey(image));
    if (header) header.files.push(image);
    else
      problems.push(new Problem('file.needsPair', { name: image.name, missing: image.name.replace(/\.img/i, '.hdr') }));
  }
  return groups;
}

async function formatOf(file: File): Promise<Format> {
  if (file.size === 0) throw new Problem('file.empty', { name: file.name });
  const head = await readHead(file, HEAD_BYTES);
  const format = FORMATS.find((f) => f.sniff(head, file.name));
  if (format) return format;
  const meant = FORMATS.find((f) => f.extensions.some((e) => file.name.toLowerCase().endsWith(`.${e}`)));
  if (meant) throw broken(file.name, `its contents are not ${meant.title}, in spite of its name.`);
  throw new Problem('file.unknown', { name: file.name });
}
