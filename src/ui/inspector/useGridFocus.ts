import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect } from 'react';

const ROW = '[data-grid-row]';
const CELL = 'button, input';

const rowsOf = (grid: HTMLElement): HTMLElement[] => [...grid.querySelectorAll<HTMLElement>(ROW)];
const cellsOf = (row: HTMLElement): HTMLElement[] => [...row.querySelectorAll<HTMLElement>(CELL)];

/**
 * One stop of the Tab key for a whole list of rows with several controls each: up and down walk the rows, left and
 * right the controls of a row, Home and End jump to the first and last row.
 * `home` is the row where Tab arrives.
 */
export function useGridFocus(grid: RefObject<HTMLElement | null>, home: number) {
  // after every render: rows and controls come and go
  useEffect(() => {
    const element = grid.current;
    if (!element || element.contains(document.activeElement)) return;
    const rows = rowsOf(element);
    const start = rows[home] ?? rows[0];
    for (const row of rows) cellsOf(row).forEach((cell, n) => (cell.tabIndex = row === start && n === 0 ? 0 : -1));
  });

  const onFocus = (event: FocusEvent<HTMLElement>) => {
    for (const row of rowsOf(event.currentTarget)) for (const cell of cellsOf(row)) cell.tabIndex = -1;
    event.target.tabIndex = 0;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = event.target as HTMLElement;
    const row = at.closest<HTMLElement>(ROW);
    if (!row || at instanceof HTMLInputElement) return;
    const rows = rowsOf(event.currentTarget);
    const cells = cellsOf(row);
    const [r, c] = [rows.indexOf(row), cells.indexOf(at)];
    const to = {
      ArrowUp: [r - 1, c],
      ArrowDown: [r + 1, c],
      ArrowLeft: [r, c - 1],
      ArrowRight: [r, c + 1],
      Home: [0, c],
      End: [rows.length - 1, c],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    const target = rows[to[0]!];
    if (target) cellsOf(target)[to[1]!]?.focus();
  };
  return { onFocus, onKeyDown };
}
