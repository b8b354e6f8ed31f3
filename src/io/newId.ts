/** A random 128-bit id in hex. `crypto.randomUUID` is missing on pages served over plain http to another host. */
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
