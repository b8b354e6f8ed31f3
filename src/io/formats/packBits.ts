/**
 * Undoes PackBits run-length coding (TIFF 6.0 section 9, and DICOM PS3.5 annex G): a control byte n in 0..127 copies
 * n + 1 bytes, n in -127..-1 repeats the next byte 1 - n times, -128 does nothing.
 * Stops at the end of either array. Returns how many bytes were written.
 */
export function unpackBits(data: Uint8Array, out: Uint8Array): number {
  let from = 0;
  let to = 0;
  while (from < data.length && to < out.length) {
    const control = data[from++]!;
    if (control < 128) {
      const length = Math.min(control + 1, data.length - from, out.length - to);
      out.set(data.subarray(from, from + length), to);
      from += control + 1;
      to += length;
    } else if (control > 128) {
      if (from >= data.length) break;
      const length = Math.min(257 - control, out.length - to);
      out.fill(data[from++]!, to, to + length);
      to += length;
    }
  }
  return to;
}
