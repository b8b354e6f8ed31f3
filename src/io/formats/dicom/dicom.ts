import { Problem } from '../../../core/problem.ts';
import type { Volume } from '../../../core/volume.ts';
import { readBytes } from '../../readBytes.ts';
import { MAX_IMAGE_BYTES, broken, checkSize } from '../../sizeLimit.ts';
import type { Format, ReadContext } from '../format.ts';
import { colorOfFrame } from './colorOfFrame.ts';
import { type DicomFile, isDicom, parseDicom } from './dataSet.ts';
import { decodeFrame } from './decodeFrame.ts';
import { type Frame, framesOf } from './frames.ts';
import { type FrameGroup, groupFrames } from './groupFrames.ts';
import { modalityLut } from './modalityLut.ts';
import { type PixelLayout, pixelLayout } from './pixelLayout.ts';
import { TAG } from './tags.ts';
import { volumeOfFrames } from './volumeOfFrames.ts';

/** More frames than any series has; each costs some memory before its pixels are read. */
const MAX_FRAMES = 100_000;

/**
 * DICOM files of any names, put together as series: uncompressed (also big-endian and deflated) and RLE.
 * Files are told from each other by what is in them, never by their names.
 */
export const dicom: Format = {
  id: 'dicom',
  title: 'DICOM',
  extensions: ['dcm', 'dicom', 'ima'],
  together: true,
  sniff: isDicom,
  async read(files, context) {
    const frames = await readFrames(files, context);
    const volumes: Volume[] = [];
    const groups = groupFrames(frames);
    for (const [n, group] of groups.entries()) {
      context?.job?.signal.throwIfAborted();
      const name = nameOf(group, groups);
      try {
        volumes.push(volumeOfFrames(name, group));
      } catch (error) {
        report(context, name, error);
      }
      context?.job?.progress({ stage: 'decode', done: n + 1, total: groups.length });
    }
    return volumes;
  },
};

/** Without a context to report to, the first problem is thrown. */
function report(context: ReadContext | undefined, name: string, error: unknown): void {
  const problem =
    error instanceof Problem ? error : broken(name, error instanceof Error ? error.message : String(error));
  if (!context) throw problem;
  context.problem(problem);
}

async function readFrames(files: readonly File[], context?: ReadContext): Promise<Frame[]> {
  const frames: Frame[] = [];
  let held = 0;
  for (const [n, file] of files.entries()) {
    context?.job?.signal.throwIfAborted();
    context?.job?.progress({ stage: 'read', done: n, total: files.length });
    try {
      const bytes = await readBytes(file);
      const parsed = await parseDicom(file.name, bytes);
      const layout = pixelLayout(parsed);
      held += parsed.body.length;
      checkSize(file.name, held, 2 * MAX_IMAGE_BYTES);
      if (frames.length + layout.frames > MAX_FRAMES)
        throw broken(file.name, `there are more than ${MAX_FRAMES} frames.`);
      checkFrames(parsed, layout);
      for (const frame of framesOf(parsed, layout)) frames.push(frame);
    } catch (error) {
      report(context, file.name, error);
    }
  }
  return frames;
}

/** Decodes once what may be damaged inside, so that one bad file is left out of its series instead of spoiling it. */
function checkFrames(file: DicomFile, layout: PixelLayout): void {
  if (layout.photometric === 'PALETTE COLOR') colorOfFrame(file, layout, decodeFrame(layout, 0));
  modalityLut(file);
  if (layout.data instanceof Uint8Array) return;
  for (let n = 0; n < layout.frames; n++) decodeFrame(layout, n);
}

/** A single file's own name; else the series' description or number, with a count where it makes several volumes. */
function nameOf(group: FrameGroup, groups: readonly FrameGroup[]): string {
  const files = (g: FrameGroup) => new Set(g.frames.map((f) => f.file)).size;
  const { file } = group.frames[0]!;
  if (files(group) === 1) return file.name;
  const uid = file.text(TAG.SeriesInstanceUID);
  const siblings = groups.filter((g) => g.frames[0]!.file.text(TAG.SeriesInstanceUID) === uid && files(g) > 1);
  const title = file.text(TAG.SeriesDescription) || `${file.text(TAG.Modality)} ${file.text(TAG.SeriesNumber)}`.trim();
  const name = title === '' ? file.name : title;
  return siblings.length > 1 ? `${name} (${siblings.indexOf(group) + 1})` : name;
}
