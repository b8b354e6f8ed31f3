/** Learning rates that arrows step through: 1, 2, 5 times a power of ten. */
const SERIES = [1, 2, 5];

/** The rate `steps` places further in the series; a rate between two places goes to the next one that way. */
export function nextRate(rate: number, steps: number): number {
  const at = (n: number) => Number(`${SERIES[((n % 3) + 3) % 3]}e${Math.floor(n / 3)}`);
  const exponent = Math.floor(Math.log10(rate) + 1e-9);
  const place = 3 * exponent + SERIES.findLastIndex((m) => m <= (rate / 10 ** exponent) * (1 + 1e-9));
  const onPlace = Math.abs(at(place) - rate) <= 1e-9 * rate;
  return at(place + steps + (!onPlace && steps < 0 ? 1 : 0));
}
