import type { Plan } from '../plan.ts';

/** What is done at prediction, the same for every model that is compared; null = as each model's plan says. */
export interface TestTime {
  /** Average over the image and its mirror images. */
  readonly flips: boolean | null;
  /** Side of a tile, pixels at the model's spacing, and the part that neighbours share (0..0.75). */
  readonly tile: number | null;
  readonly overlap: number | null;
  /** Least probability of a label, 0..1; models whose background is a class of its own have none. */
  readonly threshold: number | null;
  /** Keep the largest part of each label; fill its holes: slice by slice. */
  readonly largestComponent: boolean | null;
  readonly fillHoles: boolean | null;
}

export const AS_PLANNED: TestTime = {
  flips: null,
  tile: null,
  overlap: null,
  threshold: null,
  largestComponent: null,
  fillHoles: null,
};

/** Whether a plan's threshold does anything: one channel a label, no background channel. */
export const hasThreshold = ({ output }: Pick<Plan, 'output'>): boolean => output.activation !== 'softmax';

/** The plan with the options in it: what runs is what the plan says. Tiles are rounded up to what the network divides. */
export function withTestTime(plan: Plan, options: TestTime): Plan {
  const { size, multiple, overlap } = plan.patch;
  const side = options.tile === null ? null : Math.max(1, Math.ceil(options.tile / multiple)) * multiple;
  return {
    ...plan,
    patch: { size: side === null ? size : [side, side], multiple, overlap: options.overlap ?? overlap },
    output: {
      ...plan.output,
      threshold: hasThreshold(plan) ? (options.threshold ?? plan.output.threshold) : plan.output.threshold,
    },
    testTime: {
      flips: options.flips ?? plan.testTime.flips,
      largestComponent: options.largestComponent ?? plan.testTime.largestComponent,
      fillHoles: options.fillHoles ?? plan.testTime.fillHoles,
    },
  };
}

/** What a plan does at prediction, as data for reports: the same plan and the same image give the same mask. */
export const testTimeOf = (plan: Plan) => ({
  flips: plan.testTime.flips,
  tile: plan.patch.size,
  overlap: plan.patch.overlap,
  threshold: hasThreshold(plan) ? plan.output.threshold : null,
  largestComponent: plan.testTime.largestComponent,
  fillHoles: plan.testTime.fillHoles,
});

export type TestTimeUsed = ReturnType<typeof testTimeOf>;
