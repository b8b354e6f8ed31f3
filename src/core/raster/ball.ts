/** What a ball brush covers in one slice: `offset` slices away, a disc of `radius` (unit of the ball's radius). */
export interface BallSlice {
  readonly offset: number;
  readonly radius: number;
}

/**
 * Cuts a ball of `radius` at slices `spacing` apart (both in mm): r(d) = sqrt(radius² - d²).
 * The slice of its centre comes first and is always there.
 */
export function ballSlices(radius: number, spacing: number): BallSlice[] {
  const out: BallSlice[] = [{ offset: 0, radius }];
  for (let offset = 1; offset * spacing <= radius; offset++) {
    const at = Math.sqrt(radius ** 2 - (offset * spacing) ** 2);
    out.push({ offset, radius: at }, { offset: -offset, radius: at });
  }
  return out;
}
