import { broken, refused } from './fault.ts';
import {
  type Global,
  type Inert,
  type Pickled,
  type StorageRef,
  type TensorRef,
  type TorchDtype,
  isDict,
  isInert,
  isStorage,
  isTensor,
} from './pickled.ts';

/** Storage classes and the element type that each holds. */
const STORAGES: Readonly<Record<string, TorchDtype>> = {
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  DoubleStorage: 'float64',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
};

const isCount = (v: Pickled | undefined): v is number => typeof v === 'number' && Number.isInteger(v) && v >= 0;
const isShape = (v: Pickled | undefined): v is number[] => Array.isArray(v) && v.every(isCount);

/** torch._utils._rebuild_tensor(_v2)(storage, storage_offset, size, stride, ...): what follows serves autograd only. */
function rebuildTensor(args: readonly Pickled[]): TensorRef {
  const [storage, offset, shape, strides] = args;
  if (
    !isStorage(storage) ||
    !isCount(offset) ||
    !isShape(shape) ||
    !isShape(strides) ||
    shape.length !== strides.length
  )
    broken('It describes a tensor by something else than storage, offset, size and stride.');
  return { kind: 'tensor', storage, offset: offset + storage.first, shape, strides };
}

/** torch._utils._rebuild_parameter(data, requires_grad, backward_hooks). */
function rebuildParameter([tensor]: readonly Pickled[]): TensorRef {
  if (!isTensor(tensor)) broken('It describes a parameter without a tensor.');
  return tensor;
}

/** collections.OrderedDict(pairs), as Python 2 and old PyTorch write it, or without arguments. */
function orderedDict([pairs]: readonly Pickled[]): Pickled {
  const dict = new Map<Pickled, Pickled>();
  if (pairs === undefined) return dict;
  if (isDict(pairs)) return new Map(pairs);
  if (!Array.isArray(pairs)) broken('It holds an ordered dictionary without pairs.');
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) broken('It holds an ordered dictionary without pairs.');
    dict.set(pair[0]!, pair[1]!);
  }
  return dict;
}

const inert =
  (name: string) =>
  ([argument]: readonly Pickled[]): Inert => ({
    kind: 'inert',
    name,
    argument: typeof argument === 'string' ? argument : '',
  });

/** Bytes of protocol 2: _codecs.encode(text, 'latin1'). */
function latin1([text]: readonly Pickled[]): Pickled {
  if (typeof text !== 'string') broken('It holds bytes that are not written as text.');
  return Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff);
}

/** numpy.core.multiarray.scalar(dtype, bytes): the figures in nnU-Net's training log. Other dtypes read as null. */
function numpyScalar([dtype, bytes]: readonly Pickled[]): Pickled {
  if (!isInert(dtype) || !(bytes instanceof Uint8Array)) broken('It holds a numpy scalar without a type or bytes.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (dtype.argument === 'f8' && bytes.length === 8) return view.getFloat64(0, true);
  if (dtype.argument === 'f4' && bytes.length === 4) return view.getFloat32(0, true);
  if (dtype.argument === 'i8' && bytes.length === 8) return Number(view.getBigInt64(0, true));
  if (dtype.argument === 'b1' && bytes.length === 1) return bytes[0] !== 0;
  return null;
}

const CALLS: Readonly<Record<string, Global['call']>> = {
  'collections.OrderedDict': orderedDict,
  'torch._utils._rebuild_tensor': rebuildTensor,
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_parameter': rebuildParameter,
  'torch.Size': ([sizes]) => sizes ?? [],
  'torch.device': inert('torch.device'),
  'numpy.dtype': inert('numpy.dtype'),
  'numpy.core.multiarray.scalar': numpyScalar,
  'numpy._core.multiarray.scalar': numpyScalar,
  '_codecs.encode': latin1,
};

const DTYPE_NAME = /^(float16|float32|float64|bfloat16|int8|int16|int32|int64|uint8|bool)$/;

/**
 * The allow-list of a checkpoint's pickle: ordered dictionaries, tensors, parameters, storages, and the plain values that
 * training programs keep beside them (sizes, devices, dtypes, numpy numbers). Every other name is refused, unread.
 */
export function torchGlobal(module: string, name: string): Global {
  const path = `${module}.${name}`;
  const call = Object.hasOwn(CALLS, path) ? CALLS[path] : undefined;
  if (call) return { kind: 'global', name: path, call };
  const isStorageClass = (module === 'torch' || module === 'torch.cuda') && Object.hasOwn(STORAGES, name);
  if (isStorageClass || (module === 'torch' && DTYPE_NAME.test(name))) return { kind: 'global', name: path };
  return refused(path);
}

/**
 * Value of a persistent id: ('storage', class, key, device, count) in the zip form, with a sixth member in the legacy
 * form, null or (view key, offset, view size) for a storage that is a window of a larger one.
 */
export function torchStorage(id: Pickled): StorageRef {
  if (!Array.isArray(id) || id[0] !== 'storage' || id.length < 5) broken('It points at data that are not a storage.');
  const [, type, key, , count, view] = id;
  const name = typeof type === 'object' && type !== null && 'kind' in type && type.kind === 'global' ? type.name : '';
  const dtype = STORAGES[name.slice(name.lastIndexOf('.') + 1)];
  if (dtype === undefined) broken('It points at a storage of no known element type.');
  if ((typeof key !== 'string' && typeof key !== 'number') || !isCount(count))
    broken('It points at a storage without a key or a size.');
  const first = Array.isArray(view) ? view[1] : 0;
  if (!isCount(first)) broken('It points into a storage by something else than an offset.');
  return { kind: 'storage', key: String(key), dtype, count, first };
}
