import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { pictureGrid } from '../../core/grid.ts';
import { greyPng } from '../export/pngWriter.ts';
import { niftiBytes } from '../export/niftiWriter.ts';
import { dicomFile, madeDicom, slice } from './dicom/madeDicom.testing.ts';
import { openFiles } from './index.ts';

const file = (bytes: Uint8Array, name: string) => new File([bytes as BlobPart], name);
const picture = (name: string) => file(greyPng(Uint8Array.of(1, 2, 3, 4), 2, 2), name);
const nifti = niftiBytes({ grid: pictureGrid(2, 2), voxels: Uint8Array.of(5, 6, 7, 8) });
const facts = async (files: File[]) => {
  const { volumes, problems } = await openFiles(files);
  return { volumes: volumes.map((v) => [v.name, ...v.grid.size]), problems: problems.map((p) => p.message) };
};

describe('opening a handful of files', () => {
  it('makes one series of DICOM files without endings, and keeps pictures apart', async () => {
    const files = [dicomFile(slice(2), 'IM2'), picture('b.png'), dicomFile(slice(1), 'IM1'), picture('a.png')];
    expect(await facts(files)).toEqual({
      volumes: [
        ['CT', 3, 2, 2],
        ['b.png', 2, 2, 1],
        ['a.png', 2, 2, 1],
      ],
      problems: [],
    });
  });

  it('joins header and image of a pair, by name without case', async () => {
    const header = nifti.slice(0, 352);
    header.set(new TextEncoder().encode('ni1\0'), 344);
    new DataView(header.buffer).setFloat32(108, 0, true);
    const img = file(Uint8Array.of(5, 6, 7, 8), 'Brain.IMG');
    expect((await facts([img, file(header, 'brain.hdr')])).volumes).toEqual([['brain.hdr', 2, 2, 1]]);
    expect((await facts([img])).problems).toEqual([
      'Brain.IMG holds only half of an image: Brain.hdr is missing. Choose both files together.',
    ]);
  });

  it('opens what is in a zip archive, without the litter of systems', async () => {
    const archive = zipSync({
      ct: { '1': madeDicom(slice(0)), '2': madeDicom(slice(1)), DICOMDIR: Uint8Array.of(1) },
      'x.nii.gz': gzipSync(nifti),
      __MACOSX: { '._x.nii.gz': Uint8Array.of(1, 2, 3) },
      '.DS_Store': Uint8Array.of(0),
    });
    expect(await facts([file(archive, 'study.zip')])).toEqual({
      volumes: [
        ['CT', 3, 2, 2],
        ['x.nii.gz', 2, 2, 1],
      ],
      problems: [],
    });
  });

  it('opens a gzipped DICOM file', async () => {
    expect((await facts([file(gzipSync(madeDicom(slice(0))), 'x.gz')])).volumes).toEqual([['x.gz', 3, 2, 1]]);
  });

  it('says for every bad file what is wrong, and opens the rest', async () => {
    const { volumes, problems } = await facts([
      file(new Uint8Array(), 'empty.png'),
      file(new TextEncoder().encode('dear reader'), 'letter.txt'),
      file(new TextEncoder().encode('not a picture'), 'lie.png'),
      file(nifti.slice(0, 353), 'cut.nii'),
      picture('good.png'),
    ]);
    expect(volumes).toEqual([['good.png', 2, 2, 1]]);
    expect(problems).toEqual([
      'empty.png is empty (0 bytes). Choose another file.',
      'letter.txt is not an image that Limn reads. It reads DICOM, NIfTI, PNG, JPEG and TIFF.',
      'lie.png cannot be read: its contents are not PNG, in spite of its name.',
      'cut.nii ends too early: 356 bytes are needed, 353 are there. Copy the file again.',
    ]);
  });

  it('gathers a folder of other files into one message', async () => {
    const files = Array.from({ length: 50 }, (_, n) => file(Uint8Array.of(1, 2, 3), `${n}.log`));
    expect((await facts(files)).problems).toEqual(['50 files are not images that Limn reads: 0.log, 1.log, 2.log, ….']);
  });

  it('stops at once when aborted', async () => {
    const abort = new AbortController();
    const steps: string[] = [];
    const job = {
      signal: abort.signal,
      progress: (p: { stage: string }) => {
        steps.push(p.stage);
        abort.abort();
      },
    };
    await expect(openFiles([picture('a.png'), picture('b.png')], job)).rejects.toThrow('abort');
    expect(steps).toEqual(['open']);
  });
});
