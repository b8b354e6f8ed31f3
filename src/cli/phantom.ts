import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { abdomenPhantom } from '../core/phantom/abdomenPhantom.ts';
import { writeLabelTable } from '../io/export/labelTable.ts';
import { writeNifti } from '../io/export/niftiWriter.ts';
import type { CliCommand } from './command.ts';

/** Draws phantoms with their truth: material to train and test on that belongs to no patient. */
export const phantom: CliCommand = {
  name: 'phantom',
  summary: 'Draw abdomen CT phantoms with their truth, as a training set.',
  options: [
    { name: 'out', value: 'DIR', summary: 'Folder to make images/ and labels/ in.', required: true },
    { name: 'count', value: 'N', summary: 'Phantoms to draw; default 8.' },
    { name: 'seed', value: 'N', summary: 'Seed of the first one, the next ones count on; default 1.' },
  ],
  async run(args, terminal) {
    const out = args.required('out');
    const count = args.integer('count', 1, 1000) ?? 8;
    const seed = args.integer('seed', 0) ?? 1;
    await mkdir(join(out, 'images'), { recursive: true });
    await mkdir(join(out, 'labels'), { recursive: true });
    const save = async (path: string, blob: Blob) => writeFile(path, new Uint8Array(await blob.arrayBuffer()));
    for (let n = 0; n < count; n++) {
      const { volume, truth, labels } = abdomenPhantom(seed + n);
      const { grid, voxels, slope, intercept } = volume;
      const name = `abdomen_${String(seed + n).padStart(4, '0')}.nii.gz`;
      await save(join(out, 'images', name), await writeNifti({ grid, voxels, slope, intercept }, true));
      await save(join(out, 'labels', name), await writeNifti({ grid, voxels: truth, label: true }, true));
      terminal.note(`${name} (${n + 1} of ${count})`);
      const table = labels.map((l) => ({ ...l, visible: true, locked: false }));
      if (n === 0) await writeFile(join(out, 'labels.json'), writeLabelTable(table));
    }
    terminal.out(`${count} phantoms in ${out}`);
  },
};
