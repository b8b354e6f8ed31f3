/** What a page of another viewer offers to the bench. Everything else goes through real mouse events. */
export interface DrawingPeer {
  /** Shows an 8-bit picture of size x size whole, in a square of `view` CSS px, ready to paint with `radius` image px. */
  paint(size: number, radius: number): Promise<void>;
  /** Shows the middle of `slices` 16-bit slices of size x size: a drag sets the window, the wheel changes the slice. */
  browse(size: number, slices: number): Promise<void>;
  undo(): unknown;
  /** Which mouse button sets the window. */
  readonly windowButton: 'left' | 'right';
}

declare global {
  interface Window {
    drawingPeer?: DrawingPeer;
  }
}

/** An 8-bit picture: a ramp, a disc, a chequer, and a grain that no compression removes. */
export function picture(size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size * size);
  for (let y = 0, n = 0; y < size; y++) {
    for (let x = 0; x < size; x++, n++) {
      const inside = Math.hypot(x / size - 0.5, y / size - 0.5) < 0.4;
      const chequer = ((x >> 5) ^ (y >> 5)) & 1;
      out[n] = 40 + 80 * (x / size) + (inside ? 60 : 0) + 20 * chequer + (Math.imul(n, 2654435761) >>> 28);
    }
  }
  return out;
}

/** Slices of a cylinder of tissue in air, with a grain, in Hounsfield units. */
export function stack(size: number, slices: number): Int16Array<ArrayBuffer> {
  const out = new Int16Array(size * size * slices);
  for (let n = 0; n < out.length; n++) {
    const k = Math.floor(n / (size * size));
    const inside =
      Math.hypot((n % size) - size / 2, (Math.floor(n / size) % size) - size / 2) < size * (0.3 + 0.002 * k);
    out[n] = (inside ? 40 : -1000) + ((Math.imul(n, 2654435761) >>> 25) - 64);
  }
  return out;
}
