/** Element types of PyTorch storages that are read. */
export type TorchDtype =
  'float32' | 'float16' | 'bfloat16' | 'float64' | 'int64' | 'int32' | 'int16' | 'int8' | 'uint8' | 'bool';

/** A storage that the pickle points at by key; its bytes lie outside of the pickle. */
export interface StorageRef {
  readonly kind: 'storage';
  readonly key: string;
  readonly dtype: TorchDtype;
  /** Elements that the file claims. */
  readonly count: number;
  /** Element at which a legacy view of a larger storage begins; else 0. */
  readonly first: number;
}

/** A tensor: a strided view of a storage. Offset and strides in elements. */
export interface TensorRef {
  readonly kind: 'tensor';
  readonly storage: StorageRef;
  /** Element of the storage at which the view begins: that of the tensor, plus that of a legacy storage view. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** An allowed global, by its pickled name. `call` makes a value of plain data; a global without `call` is only a name. */
export interface Global {
  readonly kind: 'global';
  readonly name: string;
  readonly call?: (args: readonly Pickled[]) => Pickled;
}

/** Something that a checkpoint may hold and that Limn does not need (a numpy dtype). It carries no behaviour. */
export interface Inert {
  readonly kind: 'inert';
  readonly name: string;
  readonly argument: string;
}

/** What a pickle can hold here. Tuples and lists are arrays, dicts are Maps, integers beyond 2^53 are bigint. */
export type Pickled =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Pickled[]
  | Map<Pickled, Pickled>
  | StorageRef
  | TensorRef
  | Global
  | Inert;

const isKind = (v: Pickled | undefined, kind: string): boolean =>
  typeof v === 'object' && v !== null && 'kind' in v && v.kind === kind;

export const isTensor = (v: Pickled | undefined): v is TensorRef => isKind(v, 'tensor');
export const isStorage = (v: Pickled | undefined): v is StorageRef => isKind(v, 'storage');
export const isGlobal = (v: Pickled | undefined): v is Global => isKind(v, 'global');
export const isInert = (v: Pickled | undefined): v is Inert => isKind(v, 'inert');
export const isDict = (v: Pickled | undefined): v is Map<Pickled, Pickled> => v instanceof Map;
