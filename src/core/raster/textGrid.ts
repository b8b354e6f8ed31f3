/** A small grid as text, for tests: one line a row, '.' = 0, digits and letters (base 36) = their value. */
export function gridOf(text: string): { cells: Uint8Array; width: number; height: number } {
  const rows = text
    .trim()
    .split('\n')
    .map((row) => row.trim());
  return {
    cells: Uint8Array.from(rows.join(''), (c) => (c === '.' ? 0 : parseInt(c, 36))),
    width: rows[0]!.length,
    height: rows.length,
  };
}

export function textOf(cells: ArrayLike<number>, width: number): string {
  const row = (v: number) =>
    Array.from({ length: width }, (_, u) => (cells[v * width + u] ? cells[v * width + u]!.toString(36) : '.')).join('');
  return Array.from({ length: cells.length / width }, (_, v) => row(v)).join('\n');
}

/** What spans paint, as text of # and . */
export function drawn(
  width: number,
  height: number,
  draw: (put: (v: number, u0: number, u1: number) => void) => void,
): string {
  const cells = new Uint8Array(width * height);
  draw((v, u0, u1) => {
    for (let u = Math.max(0, u0); u <= Math.min(width - 1, u1); u++) {
      if (v >= 0 && v < height) cells[v * width + u] = 1;
    }
  });
  return textOf(cells, width).replaceAll('1', '#');
}

/** A text picture without its indentation. */
export const picture = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((row) => row.trim())
    .join('\n');
