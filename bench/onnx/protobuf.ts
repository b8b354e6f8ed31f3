/**
 * The encoding of Protocol Buffers, as far as ONNX needs it: varints, 32-bit floats, and bytes with their length.
 * A message is a list of pieces, so that weights are not copied until the end.
 */
export interface Message {
  readonly pieces: readonly Uint8Array[];
  readonly length: number;
}

const text = new TextEncoder();

const joined = (messages: readonly Message[]): Message => ({
  pieces: messages.flatMap((m) => m.pieces),
  length: messages.reduce((sum, m) => sum + m.length, 0),
});

const piece = (bytes: Uint8Array): Message => ({ pieces: [bytes], length: bytes.length });

/** Base-128, lowest digits first; negative numbers as 64-bit two's complement. */
function varint(value: number): number[] {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const digit = Number(rest & 127n);
    rest >>= 7n;
    out.push(rest > 0n ? digit | 128 : digit);
  } while (rest > 0n);
  return out;
}

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;
const tag = (field: number, type: number) => varint((field << 3) | type);

export const message = (...fields: readonly (Message | readonly Message[])[]): Message => joined(fields.flat());

export const integer = (field: number, value: number): Message =>
  piece(Uint8Array.from([...tag(field, VARINT), ...varint(value)]));

export function float(field: number, value: number): Message {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return piece(Uint8Array.from([...tag(field, FIXED32), ...bytes]));
}

/** A nested message, a string, or bytes. */
export function nested(field: number, content: Message | string | Uint8Array): Message {
  const body =
    typeof content === 'string'
      ? piece(text.encode(content))
      : content instanceof Uint8Array
        ? piece(content)
        : content;
  return joined([piece(Uint8Array.from([...tag(field, BYTES), ...varint(body.length)])), body]);
}

export function bytesOf({ pieces, length }: Message): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  let at = 0;
  for (const p of pieces) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
