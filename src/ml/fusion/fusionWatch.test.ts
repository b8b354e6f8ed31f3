import { describe, expect, it } from 'vitest';
import { type FusionHealth, NEW_WATCH, watchFusion } from './fusionWatch.ts';

/** The verdicts of epochs, one after another. */
function verdicts(epochs: readonly Partial<FusionHealth>[]): string[] {
  let watch = NEW_WATCH;
  return epochs.map((epoch) => {
    const judged = watchFusion(watch, { content: 1, diversity: 1, lead: 0.2, ...epoch });
    watch = judged.watch;
    const { verdict } = judged;
    return verdict.kind === 'stop' ? verdict.reason : verdict.kind === 'warning' ? verdict.what : 'well';
  });
}

describe('the watch over a GAN', () => {
  it('lets a run go on that gets better, or worse by a little', () => {
    expect(verdicts([{ content: 1 }, { content: 0.5 }, { content: 0.9 }, { content: 0.4 }])).toEqual(
      Array(4).fill('well'),
    );
  });

  it('ends one whose content loss stays far above its best for three epochs', () => {
    const rising = [{ content: 0.5 }, { content: 1.2 }, { content: 1.3 }, { content: 0.6 }];
    expect(verdicts(rising)).toEqual(Array(4).fill('well'));
    expect(verdicts([...rising.slice(0, 3), { content: 1.4 }]).at(-1)).toBe('rising');
  });

  it('warns when fused images become alike, and ends the run when they stay so', () => {
    expect(verdicts([{ diversity: 0.05 }, { diversity: 0.5 }])).toEqual(['alike', 'well']);
    expect(verdicts(Array(3).fill({ diversity: 0.01 }))).toEqual(['alike', 'alike', 'collapse']);
  });

  it('says when the discriminators know all', () => {
    expect(verdicts([{ lead: 0.99 }])).toEqual(['discriminators-ahead']);
  });
});
