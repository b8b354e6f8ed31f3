const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 (polynomial 0xEDB88320, as in PNG, gzip and zip) of `bytes`, continued from the CRC of what came before. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let c = ~before;
  for (let n = 0; n < bytes.length; n++) c = TABLE[(c ^ bytes[n]!) & 0xff]! ^ (c >>> 8);
  return ~c >>> 0;
}
