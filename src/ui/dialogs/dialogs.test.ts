import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../core/plan.ts';
import { firstAnswers, planOf } from './importPlan.ts';
import { matchScore } from './matchScore.ts';

describe('finding a command', () => {
  const best = (search: string, names: readonly string[]) =>
    [...names].sort((a, b) => matchScore(b, search) - matchScore(a, search))[0];

  it('prefers the beginning of the name, then of a word', () => {
    expect(best('sett', ['Reset to the first', 'Settings'])).toBe('Settings');
    expect(best('slice', ['Preslice', 'Next slice'])).toBe('Next slice');
    expect(best('sl ne', ['Slow needle', 'Next slice'])).toBe('Slow needle');
  });

  it('finds nothing where a word is missing', () => {
    expect(matchScore('Next slice', 'next label')).toBe(0);
    expect(matchScore('预测整卷', '整卷')).toBeGreaterThan(0);
  });
});

describe('the plan of an imported checkpoint', () => {
  const found = {
    name: 'liver best.pth',
    net: 'unet',
    title: 'U-Net',
    config: { base: 32 },
    unknown: [],
    parameters: 7.8e6,
    inChannels: 1,
    classes: 3,
    patch: [256, 256],
    multiple: 16,
  } as const;

  it('names one label a channel, without the background that softmax has', () => {
    expect(firstAnswers(found).labels).toEqual(['Label 1', 'Label 2']);
    const given = { ...firstAnswers(found), labels: ['Liver', 'Spleen'], activation: 'sigmoid' as const };
    expect(firstAnswers(found, given).labels).toEqual(['Liver', 'Spleen', 'Label 3']);
    expect(firstAnswers({ ...found, classes: 1 })).toMatchObject({ activation: 'sigmoid', labels: ['Label 1'] });
  });

  it('can be read as any other plan', () => {
    const plan = planOf(found, firstAnswers(found), new Date('2026-01-02T03:04:05Z'));
    expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toMatchObject({
      title: 'liver best',
      net: 'unet',
      labels: [{ value: 1 }, { value: 2 }],
      patch: { size: [256, 256], multiple: 16 },
      provenance: { date: '2026-01-02' },
    });
    expect(plan.id).toMatch(/^liver-best-/);
  });
});
