/** Pickles written by hand, for tests: pieces of opcodes that concatenate to a byte string. */

const ascii = (s: string) => [...new TextEncoder().encode(s)];
const u32 = (n: number) => [n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >>> 24) & 255];

export type Ops = readonly number[];

export const op = {
  proto: [0x80, 2] as Ops,
  stop: [0x2e] as Ops,
  mark: [0x28] as Ops,
  none: [0x4e] as Ops,
  emptyList: [0x5d] as Ops,
  emptyDict: [0x7d] as Ops,
  append: [0x61] as Ops,
  setItem: [0x73] as Ops,
  setItems: [0x75] as Ops,
  tuple: [0x74] as Ops,
  tuple1: [0x85] as Ops,
  reduce: [0x52] as Ops,
  build: [0x62] as Ops,
  newObject: [0x81] as Ops,
  persistent: [0x51] as Ops,
  int: (n: number): Ops => [0x4a, ...u32(n)],
  long: (hex: string): Ops => {
    const bytes = (hex.match(/../g) ?? []).map((h) => parseInt(h, 16)).reverse();
    return [0x8a, bytes.length, ...bytes];
  },
  text: (s: string): Ops => [0x58, ...u32(ascii(s).length), ...ascii(s)],
  put: (n: number): Ops => [0x72, ...u32(n)],
  get: (n: number): Ops => [0x6a, ...u32(n)],
  global: (module: string, name: string): Ops => [0x63, ...ascii(`${module}\n${name}\n`)],
};

/** A whole pickle of protocol 2. */
export const pickle = (...ops: readonly Ops[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...op.proto, ...ops.flat(), ...op.stop]);

/** (…items) */
export const tuple = (...items: readonly Ops[]): Ops => [...op.mark, ...items.flat(), ...op.tuple];

/** module.name(…args) */
export const call = (module: string, name: string, ...args: readonly Ops[]): Ops => [
  ...op.global(module, name),
  ...tuple(...args),
  ...op.reduce,
];

/** {key: value, …} */
export const dict = (entries: Readonly<Record<string, Ops>>): Ops => [
  ...op.emptyDict,
  ...op.mark,
  ...Object.entries(entries).flatMap(([k, v]) => [...op.text(k), ...v]),
  ...op.setItems,
];

/** A storage of `count` float32 by persistent id; `view` is a legacy window (key, offset, size). */
export const storage = (key: string, count: number, view: Ops = op.none): Ops => [
  ...tuple(op.text('storage'), op.global('torch', 'FloatStorage'), op.text(key), op.text('cpu'), op.int(count), view),
  ...op.persistent,
];

export const tensor = (of: Ops, offset: number, shape: readonly number[], strides: readonly number[]): Ops =>
  call(
    'torch._utils',
    '_rebuild_tensor_v2',
    of,
    op.int(offset),
    tuple(...shape.map(op.int)),
    tuple(...strides.map(op.int)),
    op.int(0),
    call('collections', 'OrderedDict'),
  );

/** A legacy file: magic, protocol, machine, the value, storage keys; then counts and float32 elements. */
export function legacyFile(value: Ops, storages: Readonly<Record<string, readonly number[]>>): Blob {
  const keys: Ops = [...op.emptyList, ...Object.keys(storages).flatMap((k) => [...op.text(k), ...op.append])];
  const parts: BlobPart[] = [
    pickle(op.long('1950a86a20f9469cfc6c')),
    pickle(op.int(1001)),
    pickle(op.emptyDict),
    pickle(value),
    pickle(keys),
  ];
  for (const data of Object.values(storages)) {
    parts.push(BigInt64Array.of(BigInt(data.length)), Float32Array.from(data));
  }
  return new Blob(parts);
}
