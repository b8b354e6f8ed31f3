import { describe } from '../ml/describe.ts';
import type { Net, NetInput } from '../ml/net.ts';
import { type Args, UsageError } from './command.ts';
import { jsonObject } from './jsonObject.ts';

export type Config = Readonly<Record<string, unknown>>;

const isNatural = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) >= 1;

/** What a value must be to stand in the place of `usual`, in words; '' where it is. */
function unlike(value: unknown, usual: unknown): string {
  if (typeof usual === 'boolean') return typeof value === 'boolean' ? '' : 'true or false';
  if (Array.isArray(usual)) {
    const fits = Array.isArray(value) && value.length === usual.length && value.every(isNatural);
    return fits ? '' : `a list of ${usual.length} whole numbers from 1 on`;
  }
  if (Number.isInteger(usual)) return isNatural(value) ? '' : 'a whole number from 1 on';
  return typeof value === 'number' && value >= 0 ? '' : 'a number from 0 on';
}

/** The keys of `--config`, each known to the network and of its kind. Throws UsageError. */
export function givenConfig(args: Args, net: Net<Config>): Config {
  const given = jsonObject(args, 'config', '{"classes": 3}');
  for (const [key, value] of Object.entries(given)) {
    if (!(key in net.defaults))
      throw new UsageError(`--config: ${net.id} has no ${key}; it has ${Object.keys(net.defaults).join(', ')}.`);
    const wanted = unlike(value, net.defaults[key]);
    if (wanted) throw new UsageError(`--config: ${key} is ${JSON.stringify(value)}; it must be ${wanted}.`);
  }
  return given;
}

/** Sides that a network takes, in words. */
function sides({ multiple, remainder = 0, least = multiple }: NetInput): string {
  if (remainder > 0) return `sides such as ${least}, ${least + multiple}, ${least + 2 * multiple}`;
  return multiple > 1 ? `sides that are multiples of ${multiple}` : 'larger images';
}

/** Throws UsageError where the network cannot be run on images of [n, c, h, w], by a dry run. */
export function checkImages(net: Net<Config>, config: Config, shape: readonly [number, number, number, number]): void {
  const [batch, , height, width] = shape;
  if (shape.some((n) => n === 0)) throw new UsageError(`The input is [${shape.join(', ')}]: it holds no pixel.`);
  try {
    const own = describe(net, config).weights;
    const { weights } = describe(net, config, { size: [height, width], batch });
    // a fully connected layer has other weights for other sizes
    if (weights.every((w, i) => w.shape.join() === own[i]!.shape.join())) return;
  } catch {
    // told below in the network's own terms
  }
  const { size } = net.input(config);
  throw new UsageError(
    `${net.id} cannot take images of ${height} x ${width}: it takes ${sides(net.input(config))} (published: ${size.join(' x ')}).`,
  );
}
