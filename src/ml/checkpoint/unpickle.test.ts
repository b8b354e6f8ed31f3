import { describe, expect, test } from 'vitest';
import { call, dict, op, type Ops, pickle, tuple } from './pickleWriter.testing.ts';
import { torchGlobal, torchStorage } from './torchGlobals.ts';
import { unpickle } from './unpickle.ts';

const doors = { global: torchGlobal, persistent: torchStorage };
const read = (bytes: Uint8Array) => unpickle(bytes, 0, doors).value;

/** `python3 -c "print(pickle.dumps(value, protocol).hex())"` */
const hex = (s: string) => Uint8Array.from(s.match(/../g)!, (h) => parseInt(h, 16));

describe('plain values, as CPython writes them', () => {
  const value = new Map<unknown, unknown>([
    ['a', [1, -2.5, null, true]],
    ['ü', new Map([[1, 2n ** 70n]])],
    ['b', -300],
  ]);

  test('protocol 0', () => {
    const bytes = hex(
      '286470300a56610a70310a286c70320a49310a61462d322e350a614e614930310a617356fc0a70330a' +
        '286470340a49310a4c313138303539313632303731373431313330333432344c0a737356620a70350a492d3330300a732e',
    );
    expect(read(bytes)).toEqual(value);
  });

  test('protocol 4', () => {
    const bytes = hex(
      '80049538000000000000007d94288c0161945d94284b0147c0040000000000004e8865' +
        '8c02c3bc947d944b018a09000000000000000040738c0162944ad4feffff752e',
    );
    expect(read(bytes)).toEqual(value);
  });

  test('a value recalled from the memo is the same object', () => {
    const list = read(pickle(op.emptyList, op.emptyList, op.put(9), op.append, op.get(9), op.append)) as unknown[];
    expect(list[0]).toBe(list[1]);
  });
});

describe('nothing is called that is not on the allow-list', () => {
  const refusals: readonly [string, Uint8Array, string][] = [
    ['os.system', pickle(call('os', 'system', op.text('true'))), 'os.system'],
    ['posix.system', pickle(call('posix', 'system', op.text('true'))), 'posix.system'],
    ['builtins.eval', pickle(call('builtins', 'eval', op.text('1'))), 'builtins.eval'],
    ['a name only, never called', pickle(op.global('subprocess', 'Popen')), 'subprocess.Popen'],
    ['a name that is on every object', pickle(op.global('', 'constructor')), 'constructor'],
    ['__proto__', pickle(op.global('torch', '__proto__')), 'torch.__proto__'],
    ['STACK_GLOBAL', pickle(op.text('os'), op.text('system'), [0x93]), 'os.system'],
    ['INST', pickle(op.mark, [0x69], [...new TextEncoder().encode('os\nsystem\n')]), 'os.system'],
    ['a whole module', pickle(call('torch.nn.modules.conv', 'Conv2d')), 'torch.nn.modules.conv.Conv2d'],
    ['NEWOBJ', pickle(op.global('torch', 'Size'), tuple(), op.newObject), 'the making of an object'],
    ['BUILD on a list', pickle(op.emptyList, op.emptyDict, op.build), 'the setting of attributes'],
    ['a call of a storage class', pickle(call('torch', 'FloatStorage', op.int(3))), 'torch.FloatStorage'],
    ['an extension code', pickle([0x82, 1]), 'opcode 0x82'],
  ];
  test.each(refusals)('%s', (_, bytes, name) => {
    expect(() => read(bytes)).toThrow(name);
  });

  test('a dictionary keeps its entries and drops its attributes', () => {
    const metadata = [...dict({ _metadata: op.none }), ...op.build];
    expect(read(pickle(call('collections', 'OrderedDict'), metadata))).toEqual(new Map());
  });
});

describe('a pickle cannot take more than it is given', () => {
  const repeat = (n: number, ops: Ops): Ops => Array.from({ length: n }, () => ops).flat();
  const oversized: readonly [string, Uint8Array, RegExp][] = [
    ['lists in lists', pickle(repeat(5000, op.emptyList), repeat(4999, op.append)), /nests/],
    ['tuples in tuples', pickle(op.none, repeat(5000, op.tuple1)), /nests/],
    ['open groups', pickle(repeat(5000, op.mark)), /nests/],
    ['unfinished values', pickle(repeat(300_000, op.none)), /unfinished/],
    ['an integer of 4 GB', pickle([0x8b, 0xff, 0xff, 0xff, 0xff]), /integer of/],
    ['a value that is not there', pickle(op.append), /not there/],
    ['a memo that was never filled', pickle(op.get(0xffffffff)), /never kept/],
    ['an end of a group that never began', pickle(op.tuple), /not opened/],
    ['a byte without meaning', pickle([0xff]), /no meaning/],
  ];
  test.each(oversized)('%s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(message);
  });

  test('lists that hold the one before ten times share it', () => {
    const levels = Array.from({ length: 60 }, (_, n) => [
      ...op.emptyList,
      ...(n ? repeat(10, [...op.get(n - 1), ...op.append]) : []),
      ...op.put(n),
    ]);
    expect(read(pickle(...levels))).toHaveLength(10);
  });

  test('every truncation of a good pickle ends early, none hangs or returns', () => {
    const whole = pickle(dict({ a: tuple(op.int(1), op.text('xyz')), b: call('torch', 'Size', tuple()) }));
    for (let n = 0; n < whole.length; n++) expect(() => read(whole.slice(0, n))).toThrow();
  });
});
