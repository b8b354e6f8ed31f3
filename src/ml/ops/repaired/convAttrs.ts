import { backend_util } from '@tensorflow/tfjs-core';

export type Shape4D = [number, number, number, number];

/** What tfjs tells its convolutions and their gradients. */
export interface ConvAttrs {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor';
}

export const infoOf = (x: Shape4D, filter: Shape4D, { strides, pad, dilations = 1, dimRoundingMode }: ConvAttrs) =>
  backend_util.computeConv2DInfo(x, filter, strides, dilations, pad, dimRoundingMode);

/** Channels last, and windows without gaps: what own kernels take. */
export const isPlain = ({ dataFormat = 'NHWC', dilations = 1 }: ConvAttrs): boolean =>
  dataFormat === 'NHWC' && [dilations].flat().every((d) => d === 1);
