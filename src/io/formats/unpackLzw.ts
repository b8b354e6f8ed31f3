const CLEAR = 256;
const END = 257;

/**
 * Undoes TIFF's LZW (TIFF 6.0 section 13): codes of 9 to 12 bits, most significant bit first, one bit wider a code early.
 * Stops at the end of either array or at a code that cannot be. Returns how many bytes were written.
 */
export function unpackLzw(data: Uint8Array, out: Uint8Array): number {
  // entry n is the string of entry `prefix[n]` and the byte `suffix[n]`
  const prefix = new Uint16Array(4097);
  const suffix = new Uint8Array(4097);
  const length = new Uint16Array(4097);
  for (let n = 0; n < 256; n++) {
    suffix[n] = n;
    length[n] = 1;
  }
  let next = 258;
  let width = 9;
  let previous = -1;
  let bits = 0;
  let held = 0;
  let from = 0;
  let to = 0;
  /** Writes the string of `code` so that it ends before `end`; returns its first byte. */
  const write = (code: number, end: number): number => {
    let c = code;
    for (let n = length[code]!; n > 1; n--) {
      end--;
      if (end < out.length) out[end] = suffix[c]!;
      c = prefix[c]!;
    }
    if (end - 1 < out.length) out[end - 1] = suffix[c]!;
    return suffix[c]!;
  };
  while (to < out.length) {
    while (bits < width) {
      if (from >= data.length) return to;
      held = ((held << 8) | data[from++]!) & 0xffffff;
      bits += 8;
    }
    bits -= width;
    const code = (held >> bits) & ((1 << width) - 1);
    if (code === END) return to;
    if (code === CLEAR) {
      next = 258;
      width = 9;
      previous = -1;
      continue;
    }
    if (previous < 0) {
      if (code > 255) return to;
      out[to++] = code;
      previous = code;
      continue;
    }
    if (code > next || next > 4096) return to;
    // the code may be the entry that is being made: the previous string and its own first byte
    const known = code < next;
    const total = known ? length[code]! : length[previous]! + 1;
    const first = known ? write(code, to + total) : write(previous, to + total - 1);
    if (!known && to + total - 1 < out.length) out[to + total - 1] = first;
    to += total;
    if (next < 4096) {
      prefix[next] = previous;
      suffix[next] = first;
      length[next] = length[previous]! + 1;
      next++;
      if (next >= (1 << width) - 1 && width < 12) width++;
    }
    previous = code;
  }
  return Math.min(to, out.length);
}
