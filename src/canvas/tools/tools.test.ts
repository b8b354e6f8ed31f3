import { describe, expect, test } from 'vitest';
import { applyDiff, invertDiff } from '../../core/diff.ts';
import { Problem } from '../../core/problem.ts';
import { picture } from '../../core/raster/textGrid.ts';
import { fakeContext, label } from './fakeContext.ts';
import { tools } from './index.ts';

const { brush, eraser, polygon, fill, ruler, pan, window: windowTool, zoom, probe } = tools;

describe('the brush', () => {
  test('paints a disc at a click, in one named step', () => {
    const s = fakeContext(7, 5);
    s.drag(brush, [s.at(3, 2)]);
    expect(s.shown()).toBe(
      picture(`
        .......
        ..111..
        ..111..
        ..111..
        .......`),
    );
    expect(s.log.edits.map((e) => e.title)).toEqual([{ key: 'edit.paint', values: { label: 'Label 1', slice: 1 } }]);
  });

  test('leaves no gap when the pointer jumps', () => {
    const s = fakeContext(16, 4);
    s.drag(brush, [s.at(1, 1), s.at(14, 2)], { options: { ...s.options, size: 1 } });
    expect(s.shown().replaceAll('\n', '').match(/1/g)).toHaveLength(14);
    for (let u = 1; u <= 14; u++)
      expect(
        s
          .shown()
          .split('\n')
          .some((row) => row[u] === '1'),
      ).toBe(true);
  });

  test('is as wide as the pen presses', () => {
    const s = fakeContext(12, 5);
    const options = { ...s.options, size: 5 };
    s.drag(brush, [s.at(2, 2, { pressure: 1 }), s.at(9, 2, { pressure: 0.2 })], { options });
    expect(s.shown()).toBe(
      picture(`
        .111........
        11111.......
        1111111111..
        11111.......
        .111........`),
    );
  });

  test('tells only the touched box to be drawn', () => {
    const s = fakeContext(60, 60);
    s.drag(brush, [s.at(10, 10), s.at(13, 10)]);
    expect(s.log.boxes).toEqual(['9 9 12 12', '9 9 15 12']);
  });

  test('cancelled puts every pixel back and records nothing', () => {
    const s = fakeContext(7, 5);
    s.drag(brush, [s.at(1, 1)]);
    const before = s.edits.slice();
    const gesture = brush.begin(s.context(), s.at(3, 2))!;
    gesture.move(s.at(6, 4));
    expect(s.edits).not.toEqual(before);
    gesture.cancel();
    expect(s.edits).toEqual(before);
    expect(s.log.edits).toHaveLength(1);
  });

  test('its step undone is as before, done again is as after', () => {
    const s = fakeContext(20, 20);
    const before = s.edits.slice();
    s.drag(brush, [s.at(1, 1), s.at(17, 12), s.at(3, 15)]);
    const after = s.edits.slice();
    const [change] = s.log.edits[0]!.changes;
    if (change?.kind !== 'voxels') throw new Error('no pixels');
    applyDiff(s.edits, invertDiff(change.diff));
    expect(s.edits).toEqual(before);
    applyDiff(s.edits, change.diff);
    expect(s.edits).toEqual(after);
  });

  test('with Ctrl erases, as the eraser does', () => {
    const outcomes = [
      [eraser, {}],
      [brush, { ctrl: true }],
    ] as const;
    for (const [tool, keys] of outcomes) {
      const s = fakeContext(7, 3);
      s.prediction.fill(2);
      s.drag(tool, [s.at(1, 1, keys), s.at(5, 1, keys)], { options: { ...s.options, size: 1 } });
      expect(s.shown()).toBe(
        picture(`
          2222222
          2.....2
          2222222`),
      );
      expect(s.edits[8]).toBe(0);
      expect(s.log.edits[0]!.title.key).toBe('edit.erase');
    }
  });

  test('with Shift joins to where the last stroke ended', () => {
    const s = fakeContext(9, 3);
    const options = { ...s.options, size: 1 };
    s.drag(brush, [s.at(1, 1)], { options });
    s.drag(brush, [s.at(7, 1, { shift: true })], { options });
    expect(s.shown().split('\n')[1]).toBe('.1111111.');
  });

  test('with Shift during a drag stays on a straight line', () => {
    const s = fakeContext(9, 5);
    const shift = { shift: true };
    s.drag(brush, [s.at(1, 1), s.at(3, 1.4, shift), s.at(7, 3.2, shift)], { options: { ...s.options, size: 1 } });
    expect(s.shown()).toBe(
      picture(`
        .........
        .1111111.
        .........
        .........
        .........`),
    );
  });

  test('as a ball reaches into the next slices by its radius in mm', () => {
    const s = fakeContext(9, 9, { depth: 5 });
    const options = { ...s.options, size: 6, shape: 'ball' as const };
    s.drag(brush, [s.at(4, 4)], { options, slice: 2 });
    const row = (slice: number) => s.shown(slice).split('\n')[4];
    // slices 2 mm apart: half widths 3 and sqrt(9 - 4) = 2.2 mm
    expect([0, 1, 2, 3, 4].map(row)).toEqual(['.........', '..11111..', '.1111111.', '..11111..', '.........']);
  });

  test('refuses a locked, hidden or missing label in words', () => {
    const s = fakeContext(5, 5);
    const start = (active: Parameters<typeof label>[1] | null) => () =>
      brush.begin(s.context({ active: active && label(1, active) }), s.at(1, 1));
    expect(start({ locked: true })).toThrow('Label 1 is locked.');
    expect(start({ visible: false })).toThrow('Label 1 is hidden.');
    expect(start(null)).toThrow(Problem);
    expect(() => eraser.begin(s.context({ active: null }), s.at(1, 1))).not.toThrow();
  });
});

describe('the polygon', () => {
  const corners = [
    [0.6, 0.6],
    [6.4, 0.6],
    [6.4, 3.4],
    [0.6, 3.4],
  ] as const;
  const filled = picture(`
    ........
    .111111.
    .111111.
    .111111.
    ........`);
  /** Clicks corner by corner; the gesture goes on. */
  const clicked = (s: ReturnType<typeof fakeContext>) => {
    const [first, ...rest] = corners.map(([u, v]) => s.at(u, v));
    const gesture = polygon.begin(s.context(), first!)!;
    expect(gesture.up(first!)).toBe('continue');
    for (const p of rest) {
      gesture.down!(p);
      expect(gesture.up(p)).toBe('continue');
    }
    return gesture;
  };

  test('closes with Enter', () => {
    const s = fakeContext(8, 5);
    expect(clicked(s).key!('Enter')).toBe('done');
    expect(s.shown()).toBe(filled);
    expect(s.log.sketch).toBeNull();
  });

  test('closes on its first corner', () => {
    const s = fakeContext(8, 5);
    const gesture = clicked(s);
    gesture.down!(s.at(0.9, 0.9));
    expect(gesture.up(s.at(0.9, 0.9))).toBe('done');
    expect(s.shown()).toBe(filled);
  });

  test('takes the last corner back with Backspace', () => {
    const s = fakeContext(8, 5);
    const gesture = clicked(s);
    const stray = s.at(7, 0);
    gesture.down!(stray);
    gesture.up(stray);
    expect(gesture.key!('Backspace')).toBe('continue');
    gesture.key!('Enter');
    expect(s.shown()).toBe(filled);
  });

  test('with two corners does not close', () => {
    const s = fakeContext(8, 5);
    const gesture = polygon.begin(s.context(), s.at(1, 1))!;
    gesture.up(s.at(1, 1));
    gesture.down!(s.at(5, 1));
    expect(gesture.key!('Enter')).toBe('continue');
  });

  test('drawn in one drag is a lasso and closes at the end', () => {
    const s = fakeContext(8, 5);
    expect(
      s.drag(
        polygon,
        [...corners, [0.6, 1.2] as const].map(([u, v]) => s.at(u, v)),
      ),
    ).toBeNull();
    expect(s.shown()).toBe(filled);
  });

  test('cancelled leaves nothing', () => {
    const s = fakeContext(8, 5);
    clicked(s).cancel();
    expect(s.shown()).not.toContain('1');
    expect(s.log.sketch).toBeNull();
  });

  test('with Ctrl takes away', () => {
    const s = fakeContext(8, 5);
    s.prediction.fill(2);
    s.drag(
      polygon,
      [...corners, [0.6, 1.2] as const].map(([u, v]) => s.at(u, v, { ctrl: true })),
    );
    expect(s.shown()).toBe(filled.replaceAll('.', '2').replaceAll('1', '.'));
  });
});

describe('the fill', () => {
  const walls = () => {
    const s = fakeContext(7, 4, { depth: 2 });
    for (let w = 0; w < 2; w++) for (let v = 0; v < 4; v++) s.volume.voxels[w * 28 + v * 7 + 3] = 100;
    return s;
  };

  test('goes as far as the values are alike', () => {
    const s = walls();
    expect(fill.begin(s.context(), s.at(1, 1))).toBeNull();
    expect(s.shown()).toBe('111....\n111....\n111....\n111....');
    expect(s.shown(1)).not.toContain('1');
    expect(s.log.edits[0]!.title.key).toBe('edit.fill');
  });

  test('through the slices when asked', () => {
    const s = walls();
    fill.begin(s.context({ options: { ...s.options, fillThrough: true } }), s.at(5, 1));
    expect(s.shown(1)).toBe('....111\n....111\n....111\n....111');
  });

  test('stops at other labels', () => {
    const s = walls();
    s.prediction.fill(2, 7, 14);
    fill.begin(s.context(), s.at(1, 0));
    expect(s.shown()).toBe('111....\n2222222\n.......\n.......');
  });

  test('with Ctrl takes one connected region of a label away', () => {
    const s = walls();
    s.prediction.fill(2, 0, 14);
    s.prediction.fill(2, 21, 24);
    fill.begin(s.context(), s.at(5, 1, { ctrl: true }));
    expect(s.shown()).toBe('.......\n.......\n.......\n222....');
  });

  test('outside of the image does nothing', () => {
    const s = walls();
    expect(fill.begin(s.context(), s.at(-3, 1))).toBeNull();
    expect(s.log.edits).toHaveLength(0);
  });
});

describe('the ruler', () => {
  test('measures a drag, changes by its ends, goes with Delete', () => {
    const s = fakeContext(40, 40);
    s.drag(ruler, [s.at(5, 5), s.at(15, 5)]);
    s.drag(ruler, [s.at(5, 20), s.at(15, 20)]);
    s.drag(ruler, [s.at(15.3, 5.2), s.at(30, 8)]);
    expect(s.log.rulers.map((r) => [r.from, r.to])).toEqual([
      [
        [5, 20],
        [15, 20],
      ],
      [
        [5, 5],
        [30, 8],
      ],
    ]);
    expect(ruler.key!(s.context(), 'Delete', s.at(10, 20.4))).toBe(true);
    expect(s.log.rulers.map((r) => r.from)).toEqual([[5, 5]]);
    expect(ruler.key!(s.context(), 'x', s.at(10, 20.4))).toBe(false);
  });

  test('cancelled leaves the rulers as they were; a click measures nothing', () => {
    const s = fakeContext(40, 40);
    s.drag(ruler, [s.at(5, 5), s.at(15, 5)]);
    const before = s.log.rulers;
    const gesture = ruler.begin(s.context(), s.at(5, 5))!;
    gesture.move(s.at(9, 9));
    gesture.cancel();
    s.drag(ruler, [s.at(30, 30), s.at(30.1, 30)]);
    expect(s.log.rulers).toEqual(before);
  });
});

describe('tools of the view', () => {
  test('pan follows the pointer and goes back when cancelled', () => {
    const s = fakeContext(9, 9);
    s.drag(pan, [s.at(1, 1), s.at(3, 2)]);
    expect(s.log.pan).toEqual([20, 10]);
    const gesture = pan.begin(s.context(), s.at(0, 0))!;
    gesture.move(s.at(8, 8));
    gesture.cancel();
    expect(s.log.pan).toEqual([20, 10]);
  });

  test('window: across is width, down is centre', () => {
    const s = fakeContext(90, 90);
    s.drag(windowTool, [s.at(10, 10), s.at(25, 10)]);
    expect(s.log.window).toEqual({ width: 600, center: 40 });
    s.drag(windowTool, [s.at(10, 10), s.at(10, 13)]);
    expect(s.log.window).toEqual({ width: 600, center: 100 });
    s.drag(windowTool, [s.at(80, 10), s.at(0, 10)]);
    expect(s.log.window.width).toBeGreaterThan(0);
  });

  test('zoom: 150 px up is twice as large', () => {
    const s = fakeContext(90, 90);
    s.drag(zoom, [s.at(10, 20), s.at(10, 12), s.at(10, 5)]);
    expect(s.log.zoom).toBeCloseTo(2);
  });

  test('probe writes the value while held', () => {
    const s = fakeContext(9, 9);
    s.volume.voxels[9 * 2 + 4] = -37;
    const gesture = probe.begin(s.context(), s.at(4.3, 1.8))!;
    expect(s.log.sketch).toMatchObject({ kind: 'text', text: '-37 HU' });
    gesture.up(s.at(4, 2));
    expect(s.log.sketch).toBeNull();
  });
});
