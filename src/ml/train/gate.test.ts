import { describe, expect, it } from 'vitest';
import type { PlanLabel } from '../../core/plan.ts';
import { gridOf } from '../../core/raster/textGrid.ts';
import { gate, type GateCase, sliceDice } from './gate.ts';

const labels: PlanLabel[] = [
  { value: 1, name: 'Liver', color: [0, 0, 0] },
  { value: 2, name: 'Spleen', color: [0, 0, 0] },
];

const held = (slice: number, truth: string, before: string, after: string): GateCase => {
  const { cells, width, height } = gridOf(truth);
  const [old, now] = [gridOf(before).cells, gridOf(after).cells];
  return {
    caseId: 'a',
    caseName: 'ct',
    slice,
    width,
    height,
    spacing: [2, 0.5],
    truth: cells,
    before: old,
    after: now,
  };
};

const truth = '1111....\n1111....\n1111..22\n......22';
const half = '11......\n11......\n11....22\n......22';
const shifted = '.1111...\n.1111...\n.1111.22\n......22';

describe('gate', () => {
  it('passes what is better on every held-out slice, and says by how much', () => {
    const { passed, rules, mean, labels: rows, unit } = gate([held(3, truth, half, truth)], labels);
    expect(passed).toBe(true);
    expect(rows.map((r) => [r.name, r.before.dice, r.after.dice])).toEqual([
      ['Liver', 12 / 18, 1],
      ['Spleen', 1, 1],
    ]);
    expect(mean.before.dice).toBeCloseTo((2 / 3 + 1) / 2, 12);
    expect(rules.map((r) => r.id)).toEqual(['mean', 'label', 'slice']);
    // the border column is two columns of 0.5 mm too far left
    expect(unit).toBe('mm');
    expect(rows[0]!.before.hd95).toBe(1);
    expect(rows[0]!.after.hd95).toBe(0);
  });

  it('refuses what is worse, with the rule, the label and the slice that decide', () => {
    const { passed, rules } = gate([held(3, truth, truth, half)], labels);
    expect(passed).toBe(false);
    expect(rules.map((r) => r.passed)).toEqual([false, false, false]);
    expect(rules[1]).toMatchObject({ worst: 'Liver', limit: 0.01 });
    expect(rules[1]!.change).toBeCloseTo(-1 / 3, 12);
    expect(rules[2]!.worst).toBe('ct 4');
  });

  it('refuses a fall of the worst slice hidden by a rise of the mean', () => {
    const { rules } = gate(
      [held(0, truth, shifted, half), held(1, truth, half, truth), held(2, truth, half, truth)],
      labels,
    );
    expect(rules.map((r) => [r.id, r.passed])).toEqual([
      ['mean', true],
      ['label', true],
      ['slice', true],
    ]);
    const worse = gate(
      [held(0, truth, half, '........\n........\n......22\n......22'), held(1, truth, half, truth)],
      labels,
    );
    expect(worse.rules[2]!.passed).toBe(false);
    expect(worse.slices[0]!.slice).toBe(0);
  });

  it('refuses an organ drawn where there is none, and leaves out labels that are nowhere', () => {
    const none = '........\n........';
    const drawn = '1.......\n........';
    const invented = gate([held(0, none, none, drawn)], labels);
    expect(invented.labels).toMatchObject([{ name: 'Liver', before: { dice: 1, hd95: null }, after: { dice: 0 } }]);
    expect(invented.passed).toBe(false);
    expect(gate([held(0, none, none, none)], labels)).toMatchObject({ labels: [], passed: true });
  });

  it('refuses labels inverted on purpose', () => {
    const inverted = (mask: string) => mask.replaceAll('.', 'x').replaceAll('1', '.').replaceAll('x', '1');
    expect(gate([held(0, truth, half, inverted(truth))], labels).passed).toBe(false);
  });

  it('measures in pixels as soon as one spacing is not known', () => {
    const known = held(0, truth, half, truth);
    const { unit, labels: rows } = gate([known, { ...known, spacing: null }], labels);
    expect(unit).toBe('px');
    expect(rows[0]!.before.hd95).toBe(2);
  });
});

describe('sliceDice', () => {
  it('is the mean over labels that are there or drawn', () => {
    expect(sliceDice(gridOf('11').cells, gridOf('1.').cells, labels)).toBeCloseTo(2 / 3, 12);
    expect(sliceDice(gridOf('11').cells, gridOf('12').cells, labels)).toBeCloseTo(1 / 3, 12);
    expect(sliceDice(gridOf('..').cells, gridOf('..').cells, labels)).toBe(1);
  });
});
