/** The small U-Net of the training figures: layout of unet-milesial with 16 channels at the top, 2 pictures of 128 x 128. */
export const TRAINING = { net: 'unet-milesial', base: 16, channels: 3, classes: 2, side: 128, batch: 2 } as const;

/** What the page of training offers to the bench. */
export interface Training {
  /** `plain`: tfjs as it comes, with the gradient of filters composed of its operators, which it lacks. */
  prepare(side: 'ours' | 'plain', threads: number): Promise<void>;
  /** One step, forward, gradients and Adam: its ms and the loss before it. */
  step(): Promise<{ readonly ms: number; readonly loss: number }>;
}

declare global {
  interface Window {
    training?: Training;
  }
}
