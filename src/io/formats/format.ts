import type { Problem } from '../../core/problem.ts';
import type { Job } from '../../core/progress.ts';
import type { Volume } from '../../core/volume.ts';

/** What a reader of many files is given besides them: a way to report one bad file and go on, and the job it serves. */
export interface ReadContext {
  /** A file that could not be used; the others still open. */
  problem(problem: Problem): void;
  readonly job?: Job;
}

/** A file format that Limn opens. */
export interface Format {
  readonly id: string;
  readonly title: string;
  /** Usual endings, lower case without a dot: for the file picker, and to name what a damaged file should have been. */
  readonly extensions: readonly string[];
  /** True where files belong together, so that `read` is given all of them at once. */
  readonly together?: boolean;
  /** Whether a file is of this format, from its first HEAD_BYTES bytes (gzip already undone) and its name. */
  sniff(head: Uint8Array, name: string): boolean;
  /** All images in `files`, which are of this format. Throws a Problem where none can be read. */
  read(files: readonly File[], context?: ReadContext): Promise<readonly Volume[]>;
}

/** Enough for a NIfTI-2 header (540 bytes) and for the DICOM mark at byte 128. */
export const HEAD_BYTES = 1024;
