/** Learning rate at a step (0-based) of a run of `total` steps. */
export type Schedule = (step: number, total: number) => number;

export interface ScheduleSpec {
  readonly kind: 'constant' | 'cosine' | 'polynomial';
  /** Highest learning rate. */
  readonly rate: number;
  /** Steps of linear warm-up from rate / warmUp. */
  readonly warmUp: number;
  /** Exponent of the polynomial (0.9 in nnU-Net). */
  readonly power: number;
}

/** cosine: Loshchilov and Hutter 2017, down to 0; polynomial: rate (1 - t)^power. */
export const makeSchedule =
  ({ kind, rate, warmUp, power }: ScheduleSpec): Schedule =>
  (step, total) => {
    if (step < warmUp) return (rate * (step + 1)) / warmUp;
    const t = Math.min(1, (step - warmUp) / Math.max(1, total - warmUp));
    switch (kind) {
      case 'constant':
        return rate;
      case 'cosine':
        return (rate * (1 + Math.cos(Math.PI * t))) / 2;
      case 'polynomial':
        return rate * (1 - t) ** power;
    }
  };
