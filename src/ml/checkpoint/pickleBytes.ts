import { broken } from './fault.ts';

/** The pickle goes on beyond the bytes at hand: read more of the file and start again, or call it truncated. */
export class PickleEndsEarly extends Error {}

const MAX_DECIMAL_DIGITS = 400;
const MAX_INTEGER_BYTES = 128;

/** Cursor over the arguments of pickle opcodes (little-endian, except BINFLOAT). Strings are decoded, never run. */
export class PickleBytes {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly utf8 = new TextDecoder('utf-8', { fatal: false });
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  /** Moves past `n` bytes and returns where they begin. */
  private skip(n: number): number {
    const start = this.at;
    if (!(n >= 0) || start + n > this.bytes.length) throw new PickleEndsEarly();
    this.at = start + n;
    return start;
  }

  u8(): number {
    return this.view.getUint8(this.skip(1));
  }

  u16(): number {
    return this.view.getUint16(this.skip(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.skip(4), true);
  }

  i32(): number {
    return this.view.getInt32(this.skip(4), true);
  }

  u64(): number {
    return Number(this.view.getBigUint64(this.skip(8), true));
  }

  /** BINFLOAT is the one big-endian argument. */
  f64(): number {
    return this.view.getFloat64(this.skip(8), false);
  }

  raw(n: number): Uint8Array {
    const start = this.skip(n);
    return this.bytes.slice(start, start + n);
  }

  text(n: number): string {
    const start = this.skip(n);
    return this.utf8.decode(this.bytes.subarray(start, start + n));
  }

  /** Text up to a newline, which is consumed. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new PickleEndsEarly();
    const line = this.text(end - this.at);
    this.skip(1);
    return line;
  }

  /** Text of protocol 0 (raw-unicode-escape): Latin-1, and \uXXXX for what that lacks. */
  escapedLine(): string {
    const start = this.at;
    this.line();
    const latin1 = Array.from(this.bytes.subarray(start, this.at - 1), (b) => String.fromCharCode(b)).join('');
    return latin1.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  }

  /** Two's complement, little-endian, `n` bytes. */
  integer(n: number): number | bigint {
    if (n > MAX_INTEGER_BYTES) broken(`It holds an integer of ${n} bytes.`);
    const raw = this.raw(n);
    let value = 0n;
    for (let i = n - 1; i >= 0; i--) value = (value << 8n) | BigInt(raw[i]!);
    return narrowed(n === 0 ? 0n : BigInt.asIntN(8 * n, value));
  }

  /** A decimal line, as protocol 0 writes integers; a long's trailing L is allowed. */
  decimal(): number | bigint {
    const line = this.line().trim().replace(/L$/, '');
    if (!/^[+-]?\d+$/.test(line) || line.length > MAX_DECIMAL_DIGITS) broken('It holds a number that is not one.');
    return narrowed(BigInt(line));
  }
}

const narrowed = (v: bigint): number | bigint =>
  v >= BigInt(Number.MIN_SAFE_INTEGER) && v <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(v) : v;
