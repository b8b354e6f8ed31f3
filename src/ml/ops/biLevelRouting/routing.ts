/** What one call of bi-level routing attention needs to know besides its tensors. */
export interface Routing {
  /** Regions a side: the map is cut into windows x windows regions, region index row * windows + column. */
  readonly windows: number;
  /** How many regions each region attends to. */
  readonly topk: number;
  readonly heads: number;
  /** Factor of the logits q kᵀ. */
  readonly scale: number;
}

/** Sizes that follow from qkv [batch, height, width, 3 * channels] and the routing. */
export interface RoutingSizes {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly headDim: number;
  readonly regions: number;
  readonly regionHeight: number;
  readonly regionWidth: number;
  /** Pixels of a region. */
  readonly pixels: number;
}

/** Throws when the map does not cut into windows, or the channels into heads, or a region has too few others. */
export const routingSizes = (qkvShape: readonly number[], { windows, topk, heads }: Routing): RoutingSizes => {
  const [batch, height, width, packed] = qkvShape as [number, number, number, number];
  const channels = packed / 3;
  const regions = windows * windows;
  if (height % windows !== 0 || width % windows !== 0) {
    throw new Error(`Bi-level routing: ${height} x ${width} does not cut into ${windows} x ${windows} windows.`);
  }
  if (channels % heads !== 0) throw new Error(`Bi-level routing: ${channels} channels do not cut into ${heads} heads.`);
  if (topk < 1 || topk > regions) throw new Error(`Bi-level routing: no ${topk} best of ${regions} regions.`);
  const [regionHeight, regionWidth] = [height / windows, width / windows];
  return {
    batch,
    height,
    width,
    channels,
    headDim: channels / heads,
    regions,
    regionHeight,
    regionWidth,
    pixels: regionHeight * regionWidth,
  };
};
