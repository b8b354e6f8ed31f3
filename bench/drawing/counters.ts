import type { Page } from 'playwright';

/** What a page saw and handed to the graphics since it was last asked. */
export interface Counts {
  /** Pointer moves or wheel events that reached the page; what comes late is merged into the next. */
  readonly delivered: number;
  /** Bytes put into canvases and textures. */
  readonly bytes: number;
}

declare global {
  interface Window {
    benchCounts: { delivered: number; bytes: number };
  }
}

/** Counts moves and notches, before the page's own listeners. Costs next to nothing. */
export const countEvents = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    window.benchCounts = { delivered: 0, bytes: 0 };
    const count = () => window.benchCounts.delivered++;
    window.addEventListener('pointermove', count, { capture: true, passive: true });
    window.addEventListener('wheel', count, { capture: true, passive: true });
  });

/** Counts bytes handed to WebGL textures and buffers, and to 2-D canvases as ImageData. Slows a page: not while timing. */
export const countUploads = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    // oxlint-disable-next-line typescript/no-explicit-any -- prototypes of four kinds of context
    const before = (proto: any, name: string, bytesOf: (args: any[]) => number) => {
      const original = proto[name];
      if (!original) return;
      proto[name] = function (...args: unknown[]) {
        window.benchCounts.bytes += bytesOf(args) || 0;
        return original.apply(this, args);
      };
    };
    const held = (data: { byteLength?: number } | null | undefined) => data?.byteLength ?? 0;
    const texel = (format: number, type: number) => {
      // RED, RED_INTEGER, ALPHA, LUMINANCE; RG, RG_INTEGER; RGB, RGB_INTEGER
      const channels = [0x1903, 0x8d94, 0x1906, 0x1909].includes(format)
        ? 1
        : [0x8227, 0x8228].includes(format)
          ? 2
          : [0x1907, 0x8d98].includes(format)
            ? 3
            : 4;
      // BYTE, UNSIGNED_BYTE; INT, UNSIGNED_INT, FLOAT
      const size = [0x1400, 0x1401].includes(type) ? 1 : [0x1404, 0x1405, 0x1406].includes(type) ? 4 : 2;
      return channels * size;
    };
    for (const proto of [WebGL2RenderingContext.prototype, WebGLRenderingContext.prototype]) {
      before(proto, 'texImage2D', (a) => (a.length >= 9 && a[8] ? a[3] * a[4] * texel(a[6], a[7]) : 0));
      before(proto, 'texImage3D', (a) => (a[9] ? a[3] * a[4] * a[5] * texel(a[7], a[8]) : 0));
      before(proto, 'texSubImage2D', (a) => (a.length >= 9 ? a[4] * a[5] * texel(a[6], a[7]) : 0));
      before(proto, 'texSubImage3D', (a) => a[5] * a[6] * a[7] * texel(a[8], a[9]));
      before(proto, 'bufferData', (a) => held(a[1]));
      before(proto, 'bufferSubData', (a) => held(a[2]));
    }
    for (const context of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
      before(context.prototype, 'putImageData', (a) =>
        a.length >= 7 ? 4 * Math.abs(a[5] * a[6]) : 4 * a[0].width * a[0].height,
      );
    }
  });

/** The counts since the last call. */
export const takeCounts = (page: Page): Promise<Counts> =>
  page.evaluate(() => {
    const now = { ...window.benchCounts };
    window.benchCounts.delivered = window.benchCounts.bytes = 0;
    return now;
  });
