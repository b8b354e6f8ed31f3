import { describe, expect, it } from 'vitest';
import { colormap, COLORMAPS } from './colormap.ts';
import { fingerprint } from './phantom/fingerprint.testing.ts';

describe('palettes for PET', () => {
  it('are those of DICOM PS3.6 annex B, entry by entry', () => {
    // of the 768 bytes r, g, b, as pydicom's copies of these palettes give them
    expect(Object.fromEntries(COLORMAPS.map((id) => [id, fingerprint(colormap(id))]))).toEqual({
      'inverted-grey': 'c01e03c5',
      'hot-iron': '86bbf911',
      pet: '4663b846',
      'hot-metal-blue': 'b605e033',
    });
  });

  it('run from black to white, inverted grey from white to black', () => {
    for (const id of COLORMAPS) {
      const c = colormap(id);
      const ends = [[...c.subarray(0, 3)], [...c.subarray(765)]];
      const dark = [0, 0, 0];
      const light = [255, 255, 255];
      expect(ends).toEqual(id === 'inverted-grey' ? [light, dark] : [dark, light]);
    }
  });
});
