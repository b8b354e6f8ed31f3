/** 32-bit FNV-1a of the bytes of an array, as hex: changes when one voxel does. */
export function fingerprint(data: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }): string {
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
