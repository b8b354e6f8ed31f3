import { broken } from './fault.ts';
import { type Pickled, type TensorRef, isDict, isTensor } from './pickled.ts';
import { elementCount } from './torchTensor.ts';

/** Keys under which training programs keep the weights, the better first. */
const WRAPPERS = [
  'state_dict',
  'model_state_dict',
  'network_weights',
  'model',
  'net',
  'network',
  'weights',
  'params_ema',
  'params',
  'generator',
  'module',
] as const;

type Dict = Map<Pickled, Pickled>;

const tensorsOf = (dict: Dict): Map<string, TensorRef> =>
  new Map([...dict].filter((e): e is [string, TensorRef] => typeof e[0] === 'string' && isTensor(e[1])));

const size = (tensors: ReadonlyMap<string, TensorRef>) =>
  [...tensors.values()].reduce((n, t) => n + elementCount(t.shape), 0);

/** Dictionaries one and two levels below `dict`, in file order. */
const inside = (dict: Dict): Dict[] => {
  const below = [...dict.values()].filter(isDict);
  return [...below, ...below.flatMap((d) => [...d.values()].filter(isDict))];
};

/**
 * The weights in what a checkpoint holds: the dictionary itself when it is all tensors, else what a usual wrapper key
 * holds, else the dictionary within with the most tensor elements (an optimiser's state has numbered, not named, keys).
 */
export function findStateDict(root: Pickled, levels = 4): Map<string, TensorRef> {
  if (!isDict(root) || levels === 0) return broken('It holds no dictionary of tensors.');
  const own = tensorsOf(root);
  if (own.size > 0 && own.size === root.size) return own;
  for (const key of WRAPPERS) {
    const wrapped = root.get(key);
    if (!isDict(wrapped)) continue;
    const within = tensorsOf(wrapped);
    return within.size > 0 ? within : findStateDict(wrapped, levels - 1);
  }
  const candidates = [own, ...inside(root).map(tensorsOf)].filter((t) => t.size > 0);
  if (candidates.length === 0) return broken('It holds no dictionary of tensors.');
  return candidates.reduce((best, t) => (size(t) > size(best) ? t : best));
}
