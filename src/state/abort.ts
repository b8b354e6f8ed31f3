/** What a stopped job throws. */
export const abortedError = (): Error => new DOMException('Stopped.', 'AbortError');
