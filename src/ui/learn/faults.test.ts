import { describe, expect, it } from 'vitest';
import { faultsOf, viewOn } from './faults.ts';

describe('faults of a mask', () => {
  it('are missed, extra, or of another label', () => {
    const { missed, extra, mixed } = faultsOf(Uint8Array.of(0, 1, 1, 0, 1), Uint8Array.of(0, 1, 0, 2, 2));
    expect([...missed]).toEqual([0, 0, 1, 0, 0]);
    expect([...extra]).toEqual([0, 0, 0, 1, 0]);
    expect([...mixed]).toEqual([0, 0, 0, 0, 1]);
  });
});

describe('the part of a slice that is shown', () => {
  const marked = (width: number, height: number, at: readonly (readonly [number, number])[]) => {
    const map = new Uint8Array(width * height);
    for (const [u, v] of at) map[v * width + u] = 1;
    return map;
  };

  it('holds everything that is marked, in the proportions of the pane', () => {
    const map = marked(100, 100, [
      [20, 30],
      [59, 39],
    ]);
    const view = viewOn([map], 100, 100, 2);
    expect(view.width / view.height).toBeCloseTo(2);
    expect(view.x).toBeLessThan(20);
    expect(view.x + view.width).toBeGreaterThan(60);
    expect(view.y + view.height).toBeGreaterThan(40);
  });

  it('stays inside the picture near its edge', () => {
    const view = viewOn([marked(100, 100, [[0, 0]])], 100, 100, 1);
    expect(view).toEqual({ x: 0, y: 0, width: 30, height: 30 });
  });

  it('is the whole picture where nothing is marked', () => {
    const view = viewOn([new Uint8Array(5000)], 100, 50, 1);
    expect(view).toEqual({ x: 0, y: -25, width: 100, height: 100 });
  });
});
