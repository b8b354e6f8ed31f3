/** Where the picture lies on the page, CSS px: a square. */
export interface Shown {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  /** Which mouse button sets the window. */
  readonly windowButton: 'left' | 'right';
}
