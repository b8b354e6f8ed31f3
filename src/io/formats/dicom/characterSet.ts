/** Encodings of SpecificCharacterSet (0008,0005) without code extensions (PS3.3 C.12.1.1.2), by TextDecoder label. */
const SINGLE: Readonly<Record<string, string>> = {
  '': 'latin1',
  ISO_IR_6: 'latin1',
  ISO_IR_100: 'latin1',
  ISO_IR_101: 'iso-8859-2',
  ISO_IR_109: 'iso-8859-3',
  ISO_IR_110: 'iso-8859-4',
  ISO_IR_144: 'iso-8859-5',
  ISO_IR_127: 'iso-8859-6',
  ISO_IR_126: 'iso-8859-7',
  ISO_IR_138: 'iso-8859-8',
  ISO_IR_148: 'windows-1254',
  ISO_IR_203: 'iso-8859-15',
  ISO_IR_13: 'shift_jis',
  ISO_IR_166: 'windows-874',
  ISO_IR_192: 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** A character set that an escape sequence puts into G0 (7-bit bytes) or G1 (8-bit bytes). */
interface CodeElement {
  readonly side: 0 | 1;
  readonly encoding: string;
  /** Bytes a character; 7-bit pairs are lifted into the upper half, behind `prefix`, for EUC decoders. */
  readonly bytes: 1 | 2;
  readonly prefix?: number;
}

/** Escape sequences (PS3.3 table C.12-3 and C.12-4), without ESC. */
const ESCAPES: readonly [string, CodeElement][] = [
  ['(B', { side: 0, encoding: 'latin1', bytes: 1 }],
  ['(J', { side: 0, encoding: 'shift_jis', bytes: 1 }],
  [')I', { side: 1, encoding: 'shift_jis', bytes: 1 }],
  ['-A', { side: 1, encoding: 'latin1', bytes: 1 }],
  ['-B', { side: 1, encoding: 'iso-8859-2', bytes: 1 }],
  ['-C', { side: 1, encoding: 'iso-8859-3', bytes: 1 }],
  ['-D', { side: 1, encoding: 'iso-8859-4', bytes: 1 }],
  ['-L', { side: 1, encoding: 'iso-8859-5', bytes: 1 }],
  ['-G', { side: 1, encoding: 'iso-8859-6', bytes: 1 }],
  ['-F', { side: 1, encoding: 'iso-8859-7', bytes: 1 }],
  ['-H', { side: 1, encoding: 'iso-8859-8', bytes: 1 }],
  ['-M', { side: 1, encoding: 'windows-1254', bytes: 1 }],
  ['-b', { side: 1, encoding: 'iso-8859-15', bytes: 1 }],
  ['-T', { side: 1, encoding: 'windows-874', bytes: 1 }],
  ['$B', { side: 0, encoding: 'euc-jp', bytes: 2 }],
  ['$@', { side: 0, encoding: 'euc-jp', bytes: 2 }],
  ['$(D', { side: 0, encoding: 'euc-jp', bytes: 2, prefix: 0x8f }],
  ['$)C', { side: 1, encoding: 'euc-kr', bytes: 2 }],
  ['$)A', { side: 1, encoding: 'gb18030', bytes: 2 }],
];

/** Decoders are dear to make and are asked for thousands of times in a series. */
const decoders = new Map<string, TextDecoder>();
function decoderOf(encoding: string): TextDecoder {
  const known = decoders.get(encoding);
  if (known) return known;
  const made = new TextDecoder(encoding);
  decoders.set(encoding, made);
  return made;
}

const ESC = 0x1b;
/** Line ends, tab, `\`, `^`, `=`: after them the initial sets hold again (PS3.5 6.1.2.5.3). */
const RESETS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x5c, 0x5e, 0x3d]);

const plain = (term: string) =>
  term
    .trim()
    .toUpperCase()
    .replace(/^ISO 2022 IR /, 'ISO_IR_')
    .replaceAll(' ', '_');

/**
 * Decodes a text value. `terms` are the values of SpecificCharacterSet in force; unknown ones count as Latin-1, so that
 * nothing is lost without a trace. Splitting at `\` comes after: GBK's and Shift-JIS' second bytes may be 0x5C.
 */
export function decodeText(bytes: Uint8Array, terms: readonly string[]): string {
  const initial = SINGLE[plain(terms[0] ?? '')] ?? 'latin1';
  if (!bytes.includes(ESC)) {
    return decoderOf(initial).decode(bytes);
  }
  const g0: CodeElement = { side: 0, encoding: 'latin1', bytes: 1 };
  const g1: CodeElement = { side: 1, encoding: initial, bytes: 1 };
  let current: [CodeElement, CodeElement] = [g0, g1];
  let out = '';
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === ESC) {
      const found = ESCAPES.find(
        ([code]) => String.fromCharCode(...bytes.subarray(at + 1, at + 1 + code.length)) === code,
      );
      if (found) current = found[1].side === 0 ? [found[1], current[1]] : [current[0], found[1]];
      at += 1 + (found?.[0].length ?? 0);
      continue;
    }
    const side = bytes[at]! >= 0x80 ? 1 : 0;
    const set = current[side];
    let end = at;
    // a run of one set
    while (end < bytes.length && bytes[end] !== ESC && (bytes[end]! >= 0x80 ? 1 : 0) === side) {
      if (set.bytes === 1 && RESETS.has(bytes[end]!)) {
        current = [g0, g1];
        end++;
        break;
      }
      end += set.bytes;
    }
    out += decodeRun(bytes.subarray(at, end), set);
    at = end;
  }
  return out;
}

function decodeRun(run: Uint8Array, set: CodeElement): string {
  if (set.bytes === 1 || set.side === 1) return decoderOf(set.encoding).decode(run);
  const lifted: number[] = [];
  for (let n = 0; n + 1 < run.length; n += 2) {
    if (set.prefix) lifted.push(set.prefix);
    lifted.push(run[n]! | 0x80, run[n + 1]! | 0x80);
  }
  return decoderOf(set.encoding).decode(Uint8Array.from(lifted));
}

/** A person name as people read it: `Yamada^Tarou=山田^太郎` becomes `Yamada Tarou (山田 太郎)`. */
export function readableName(value: string): string {
  const groups = value.split('=').map((g) => g.replace(/\^+/g, ' ').trim());
  const [first, ...others] = groups.filter((g) => g !== '');
  return first === undefined ? '' : others.length > 0 ? `${first} (${others.join(', ')})` : first;
}
