import { describe, expect, it } from 'vitest';
import { pictureGrid } from '../../core/grid.ts';
import type { Label } from '../../core/labels.ts';
import { planeOf } from '../../core/plane.ts';
import { decodePng } from '../formats/decodePng.ts';
import { readLabelMap } from '../readLabelMap.ts';
import { readZip } from '../zip/readZip.ts';
import { readLabelTable, writeLabelTable } from './labelTable.ts';
import { greyPng, labelPng, labelPngZip, previewPng } from './pngWriter.ts';

const label = (value: number, name: string, color: [number, number, number]): Label => ({
  value,
  name,
  color,
  visible: true,
  locked: false,
});
const table = [label(1, 'liver', [221, 130, 101]), label(7, '肿瘤', [1, 2, 3])];

describe('label map as PNG', () => {
  const plane = planeOf(pictureGrid(3, 2), 'axial');
  const labels = Uint8Array.from([0, 1, 7, 7, 254, 0]);

  it('has the label values as 8-bit grey, without a palette', async () => {
    const picture = await decodePng('m.png', labelPng(labels, plane, 0));
    expect(picture).toMatchObject({ width: 3, height: 2, depth: 8, channels: 1, palette: null });
    expect([...picture.samples]).toEqual([...labels]);
    const back = await readLabelMap(new File([labelPng(labels, plane, 0) as BlobPart], 'm.png'));
    expect([...back.voxels]).toEqual([...labels]);
  });

  it('has a preview in the colours of the table', async () => {
    const picture = await decodePng('p.png', previewPng(labels, plane, 0, table));
    expect(Array.from(picture.samples).slice(0, 12)).toEqual([0, 0, 0, 0, 221, 130, 101, 255, 1, 2, 3, 255]);
  });

  it('writes 16-bit values as they are', async () => {
    const values = Uint16Array.from([0, 1, 256, 65535, 300, 4]);
    expect((await decodePng('g.png', greyPng(values, 3, 2))).samples).toEqual(values);
  });

  it('packs every slice of a stack, as shown, with the table', async () => {
    const stack = planeOf(pictureGrid(2, 1, 3), 'axial');
    const blob = await labelPngZip('ct', Uint8Array.from([1, 0, 0, 7, 7, 1]), stack, table, { preview: true });
    const entries = await readZip(new File([blob], 'ct.zip'));
    expect(entries.map((e) => e.name)).toEqual([
      'ct_labels.json',
      'ct_0001.png', 'ct_0001_color.png',
      'ct_0002.png', 'ct_0002_color.png',
      'ct_0003.png', 'ct_0003_color.png',
    ]); // prettier-ignore
    expect([...(await decodePng('x', await entries[3]!.read())).samples]).toEqual([0, 7]);
    expect(readLabelTable('t', new TextDecoder().decode(await entries[0]!.read()))).toHaveLength(2);
  });
});

describe('label table', () => {
  it('comes back as written', () => {
    expect(readLabelTable('t.json', writeLabelTable(table))).toEqual(
      table.map(({ value, name, color }) => ({ value, name, color })),
    );
  });

  it('says which row is wrong', () => {
    expect(() => readLabelTable('t.json', '{')).toThrow('t.json is not a label map: it is not JSON');
    expect(() => readLabelTable('t.json', '[{"value":255,"name":"x","color":[0,0,0]}]')).toThrow('row 1');
    expect(() => readLabelTable('t.json', '[{"value":1,"name":"x","color":[0,0]}]')).toThrow('row 1 has no color');
  });
});
