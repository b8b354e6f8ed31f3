import { Problem } from '../../core/problem.ts';
import type { Job } from '../../core/progress.ts';
import type { Volume } from '../../core/volume.ts';
import { readHead } from '../readBytes.ts';
import { broken } from '../sizeLimit.ts';
import { isZip, readZip } from '../zip/readZip.ts';
import { dicom } from './dicom/dicom.ts';
import { type Format, HEAD_BYTES } from './format.ts';
import { jpeg } from './jpeg.ts';
import { nifti } from './nifti.ts';
import { png } from './png.ts';
import { tiff } from './tiff.ts';

/**
 * Every format that Limn opens, in the order in which they are asked; adding one is a file and a line here.
 * DICOM goes first: its preamble may hold a TIFF header, to please both kinds of reader.
 */
const FORMATS: readonly Format[] = [dicom, png, jpeg, tiff, nifti];

export interface Opened {
  readonly volumes: readonly Volume[];
  /** What could not be used, by file; everything else is open all the same. */
  readonly problems: readonly Problem[];
}

/** Files that systems leave in folders and archives; nobody means to open them. */
const LITTER = /(^|\/)(\.[^/]*|__MACOSX\/.*|Thumbs\.db|desktop\.ini|DICOMDIR)$/i;

/** Of many files that are no images, so many are named one by one. */
const NAMED = 3;

/**
 * Opens everything in `files`: DICOM files become series, .hdr + .img pairs one image, zip archives what is in them,
 * each other file its own. Never throws for a bad file, only when `job` is aborted.
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
  return { volumes, problems: gatherUnknown(problems) };
}

interface Group {
  readonly format: Format;
  readonly files: File[];
}

/** A parser's own error becomes a Problem that names the file. */
const asProblem = (name: string, error: unknown): Problem =>
  error instanceof Problem ? error : broken(name, error instanceof Error ? error.message : String(error));

/** A folder full of other files makes one message, not hundreds. */
function gatherUnknown(problems: readonly Problem[]): Problem[] {
  const unknown = problems.filter((p) => p.key === 'file.unknown');
  if (unknown.length <= NAMED) return [...problems];
  const names = unknown.slice(0, NAMED).map((p) => p.values.name);
  return [
    ...problems.filter((p) => p.key !== 'file.unknown'),
    new Problem('files.unknown', { count: unknown.length, names: `${names.join(', ')}, …` }),
  ];
}

const pathOf = (file: File) => file.webkitRelativePath || file.name;
const pairKey = (file: File) =>
  pathOf(file)
    .replace(/\.(hdr|img)(\.gz)?$/i, '')
    .toLowerCase();

async function groupFiles(files: readonly File[], problems: Problem[], job?: Job): Promise<Group[]> {
  const groups: Group[] = [];
  const headers = new Map<string, Group>();
  const images: File[] = [];
  const add = async (file: File, nested: boolean): Promise<void> => {
    job?.signal.throwIfAborted();
    try {
      if (LITTER.test(pathOf(file))) return;
      if (file.size === 0) throw new Problem('file.empty', { name: file.name });
      if (/\.img(\.gz)?$/i.test(file.name)) {
        images.push(file);
        return;
      }
      const head = await readHead(file, HEAD_BYTES);
      if (isZip(head) && !nested) {
        if (/\.limn$/i.test(file.name)) throw new Problem('file.isCase', { name: file.name });
        for (const entry of await readZip(file)) {
          if (!LITTER.test(entry.name)) await addEntry(entry, file.name);
        }
        return;
      }
      const format = formatOf(file.name, head);
      let group = format.together ? groups.find((g) => g.format === format) : undefined;
      if (!group) groups.push((group = { format, files: [] }));
      group.files.push(file);
      if (/\.hdr(\.gz)?$/i.test(file.name)) headers.set(pairKey(file), group);
    } catch (error) {
      job?.signal.throwIfAborted();
      problems.push(asProblem(file.name, error));
    }
  };
  const addEntry = async (entry: { name: string; read(): Promise<Uint8Array> }, archive: string): Promise<void> => {
    try {
      await add(new File([(await entry.read()) as BlobPart], entry.name), true);
    } catch (error) {
      job?.signal.throwIfAborted();
      problems.push(asProblem(`${archive}/${entry.name}`, error));
    }
  };
  for (const file of files) await add(file, false);
  for (const image of images) {
    const header = headers.get(pairKey(image));
    if (header) header.files.push(image);
    else
      problems.push(new Problem('file.needsPair', { name: image.name, missing: image.name.replace(/\.img/i, '.hdr') }));
  }
  return groups;
}

function formatOf(name: string, head: Uint8Array): Format {
  const format = FORMATS.find((f) => f.sniff(head, name));
  if (format) return format;
  const meant = FORMATS.find((f) => f.extensions.some((e) => name.toLowerCase().endsWith(`.${e}`)));
  if (meant) throw broken(name, `its contents are not ${meant.title}, in spite of its name.`);
  throw new Problem('file.unknown', { name });
}
