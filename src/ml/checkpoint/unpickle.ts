import { broken, refused, tooLarge } from './fault.ts';
import { PickleBytes, PickleEndsEarly } from './pickleBytes.ts';
import { type Global, type Pickled, isDict, isGlobal, isInert } from './pickled.ts';

export { PickleEndsEarly };

/** What a pickle may reach outside of itself. */
export interface PickleDoors {
  /** The allow-list. Must throw for every name that is not on it. */
  global(module: string, name: string): Global;
  /** Value of a persistent id (PyTorch: a storage). */
  persistent(id: Pickled): Pickled;
}

/** A state_dict of thousands of tensors nests 6 deep and keeps about 2,000 values on the stack. */
const MAX_DEPTH = 100;
const MAX_STACK = 200_000;
const MAX_MEMO = 4_000_000;

/**
 * Reads one pickle (protocols 0 to 5) that begins at `start`. Only data are built: a global must be on the allow-list of
 * `doors`, and `REDUCE` calls nothing else. Classes, extension codes and out-of-band buffers are refused by name.
 * Returns the value and the first byte after it. Throws faults, or PickleEndsEarly where `bytes` end before the pickle.
 * Source: opcode descriptions of CPython's pickletools.
 */
export function unpickle(bytes: Uint8Array, start: number, doors: PickleDoors): { value: Pickled; end: number } {
  const input = new PickleBytes(bytes, start);
  const stack: Pickled[] = [];
  const marks: number[] = [];
  const memo = new Map<number, Pickled>();
  /** How deep a container nests when it was last filled. */
  const depth = new WeakMap<object, number>();

  const push = (v: Pickled) => {
    if (stack.length >= MAX_STACK) tooLarge('Its pickle keeps too many unfinished values.');
    stack.push(v);
  };
  const pop = (): Pickled => {
    if (stack.length <= (marks.at(-1) ?? 0)) broken('Its pickle takes a value that is not there.');
    return stack.pop()!;
  };
  const top = (): Pickled => {
    if (stack.length <= (marks.at(-1) ?? 0)) broken('Its pickle fills a container that is not there.');
    return stack.at(-1)!;
  };
  const popToMark = (): Pickled[] => {
    const mark = marks.pop();
    if (mark === undefined) broken('Its pickle closes a group that was not opened.');
    return stack.splice(mark);
  };
  const depthOf = (v: Pickled): number => (typeof v === 'object' && v !== null ? (depth.get(v) ?? 0) : 0);
  const holding = <T extends Pickled[] | Map<Pickled, Pickled>>(container: T, items: readonly Pickled[]): T => {
    let deepest = depthOf(container) || 1;
    for (const item of items) deepest = Math.max(deepest, depthOf(item) + 1);
    if (deepest > MAX_DEPTH) tooLarge(`Its pickle nests more than ${MAX_DEPTH} deep.`);
    depth.set(container, deepest);
    return container;
  };
  const extend = (items: readonly Pickled[]) => {
    const list = top();
    if (!Array.isArray(list)) broken('Its pickle appends to something that is not a list.');
    holding(list, items);
    for (const item of items) list.push(item);
  };
  const setItems = (items: readonly Pickled[]) => {
    const dict = top();
    if (!isDict(dict) || items.length % 2) broken('Its pickle sets an item of something that is not a dictionary.');
    holding(dict, items);
    for (let i = 0; i < items.length; i += 2) dict.set(items[i]!, items[i + 1]!);
  };
  const dictOf = (items: readonly Pickled[]) => {
    push(new Map());
    setItems(items);
  };
  const remember = (index: number) => {
    if (memo.size >= MAX_MEMO) tooLarge('Its pickle remembers too many values.');
    memo.set(index, top());
  };
  const recall = (index: number) => {
    const v = memo.get(index);
    if (v === undefined) broken('Its pickle recalls a value that it never kept.');
    push(v);
  };
  const find = (module: Pickled, name: Pickled) => {
    if (typeof module !== 'string' || typeof name !== 'string') broken('Its pickle names a class by something else.');
    push(doors.global(module, name));
  };
  const reduce = () => {
    const args = pop();
    const callable = pop();
    if (!isGlobal(callable)) broken('Its pickle calls something that is not a name.');
    if (!callable.call) refused(`${callable.name}(…)`);
    if (!Array.isArray(args)) broken(`Its pickle calls ${callable.name} without arguments.`);
    push(callable.call(args));
  };
  /** A dictionary's extra attributes (PyTorch: `_metadata`, versions of modules) are dropped. */
  const build = () => {
    pop();
    const target = top();
    if (!isDict(target) && !isInert(target)) refused('the setting of attributes');
  };
  const quoted = (line: string): string => {
    const text = /^(['"])(.*)\1$/.exec(line.trim());
    if (!text) broken('Its pickle holds a text without quotes.');
    return text[2]!;
  };

  for (;;) {
    const opcode = input.u8();
    switch (opcode) {
      case 0x80: // PROTO
        if (input.u8() > 5) broken('Its pickle is of a protocol after 5.');
        break;
      case 0x95: // FRAME
        input.u64();
        break;
      case 0x2e: // STOP
        return { value: pop(), end: input.at };

      case 0x28: // MARK
        if (marks.length >= MAX_DEPTH) tooLarge(`Its pickle nests more than ${MAX_DEPTH} deep.`);
        marks.push(stack.length);
        break;
      case 0x30: // POP
        if (stack.length === marks.at(-1)) marks.pop();
        else pop();
        break;
      case 0x31: // POP_MARK
        popToMark();
        break;
      case 0x32: // DUP
        push(top());
        break;

      case 0x4e: // NONE
        push(null);
        break;
      case 0x88: // NEWTRUE
        push(true);
        break;
      case 0x89: // NEWFALSE
        push(false);
        break;
      case 0x49: // INT, where 00 and 01 are booleans
        push(flag(input));
        break;
      case 0x4c: // LONG
        push(input.decimal());
        break;
      case 0x4a: // BININT
        push(input.i32());
        break;
      case 0x4b: // BININT1
        push(input.u8());
        break;
      case 0x4d: // BININT2
        push(input.u16());
        break;
      case 0x8a: // LONG1
        push(input.integer(input.u8()));
        break;
      case 0x8b: // LONG4
        push(input.integer(input.u32()));
        break;
      case 0x46: // FLOAT
        push(Number(input.line()));
        break;
      case 0x47: // BINFLOAT
        push(input.f64());
        break;

      case 0x53: // STRING
        push(quoted(input.line()));
        break;
      case 0x56: // UNICODE
        push(input.escapedLine());
        break;
      case 0x54: // BINSTRING
      case 0x58: // BINUNICODE
        push(input.text(input.u32()));
        break;
      case 0x55: // SHORT_BINSTRING
      case 0x8c: // SHORT_BINUNICODE
        push(input.text(input.u8()));
        break;
      case 0x8d: // BINUNICODE8
        push(input.text(input.u64()));
        break;
      case 0x42: // BINBYTES
        push(input.raw(input.u32()));
        break;
      case 0x43: // SHORT_BINBYTES
        push(input.raw(input.u8()));
        break;
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        push(input.raw(input.u64()));
        break;

      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        push(holding([], []));
        break;
      case 0x6c: // LIST
      case 0x74: // TUPLE
        push(take(popToMark()));
        break;
      case 0x85: // TUPLE1
        push(take([pop()]));
        break;
      case 0x86: // TUPLE2
        push(take([pop(), pop()].reverse()));
        break;
      case 0x87: // TUPLE3
        push(take([pop(), pop(), pop()].reverse()));
        break;
      case 0x61: // APPEND
        extend([pop()]);
        break;
      case 0x65: // APPENDS
        extend(popToMark());
        break;
      case 0x7d: // EMPTY_DICT
        dictOf([]);
        break;
      case 0x64: // DICT
        dictOf(popToMark());
        break;
      case 0x73: // SETITEM
        setItems([pop(), pop()].reverse());
        break;
      case 0x75: // SETITEMS
        setItems(popToMark());
        break;

      case 0x70: // PUT
        remember(Number(input.decimal()));
        break;
      case 0x71: // BINPUT
        remember(input.u8());
        break;
      case 0x72: // LONG_BINPUT
        remember(input.u32());
        break;
      case 0x94: // MEMOIZE
        remember(memo.size);
        break;
      case 0x67: // GET
        recall(Number(input.decimal()));
        break;
      case 0x68: // BINGET
        recall(input.u8());
        break;
      case 0x6a: // LONG_BINGET
        recall(input.u32());
        break;

      case 0x63: // GLOBAL
        find(input.line(), input.line());
        break;
      case 0x93: {
        // STACK_GLOBAL
        const name = pop();
        find(pop(), name);
        break;
      }
      case 0x52: // REDUCE
        reduce();
        break;
      case 0x62: // BUILD
        build();
        break;
      case 0x51: // BINPERSID
        push(doors.persistent(pop()));
        break;

      case 0x69: // INST
        refused(`an object of class ${input.line()}.${input.line()}`);
        break;
      case 0x6f: // OBJ
      case 0x81: // NEWOBJ
      case 0x92: // NEWOBJ_EX
        refused('the making of an object');
        break;
      case 0x50: // PERSID
      case 0x82: // EXT1
      case 0x83: // EXT2
      case 0x84: // EXT4
      case 0x8f: // EMPTY_SET
      case 0x90: // ADDITEMS
      case 0x91: // FROZENSET
      case 0x97: // NEXT_BUFFER
      case 0x98: // READONLY_BUFFER
        refused(`pickle opcode 0x${opcode.toString(16)}`);
        break;
      default:
        broken(`Its pickle has no meaning at byte ${input.at - 1}.`);
    }
  }

  function take(items: Pickled[]): Pickled[] {
    return holding(items, items);
  }
}

/** INT writes booleans as the lines 00 and 01. */
function flag(input: PickleBytes): Pickled {
  const at = input.at;
  const line = input.line();
  if (line === '00' || line === '01') return line === '01';
  input.at = at;
  return input.decimal();
}
