/** Order in which slices are predicted: the one in view first, then its neighbours outwards. */
export function fromTheMiddle(slices: number, first: number): number[] {
  const order = [first];
  for (let d = 1; order.length < slices; d++) {
    if (first + d < slices) order.push(first + d);
    if (first - d >= 0) order.push(first - d);
  }
  return order;
}
