import type { CDPSession, Page } from 'playwright';
import type { Shown } from './shown.ts';

/** Shares of the picture's sides, 0..1 from the top left. */
export type Spot = readonly [u: number, v: number];

export const MOVES = 60;
const HZ = 60;

/** Two waves from left to right: 12 screen px a move on a picture of 1024. */
export const wave = (n: number): Spot => [0.15 + (0.7 * n) / MOVES, 0.5 + 0.25 * Math.sin((n / MOVES) * 4 * Math.PI)];

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** A mouse on a page. Moves go out by the clock, without waiting for the page: as from a hand. */
export class Hand {
  private readonly session: CDPSession;
  private readonly page: Page;
  private readonly shown: Shown;

  constructor(page: Page, session: CDPSession, shown: Shown) {
    this.page = page;
    this.session = session;
    this.shown = shown;
  }

  place([u, v]: Spot): [number, number] {
    return [this.shown.x + u * this.shown.side, this.shown.y + v * this.shown.side];
  }

  private mouse(type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', at: Spot, button: 'left' | 'right' | 'none') {
    const [x, y] = this.place(at);
    const buttons = type === 'mouseReleased' || button === 'none' ? 0 : button === 'left' ? 1 : 2;
    return this.session.send('Input.dispatchMouseEvent', {
      type,
      x,
      y,
      button,
      buttons,
      clickCount: type === 'mouseMoved' ? 0 : 1,
    });
  }

  hover(at: Spot): Promise<unknown> {
    return this.mouse('mouseMoved', at, 'none');
  }

  /** Presses at path(0), moves through path(1..moves) 60 times a second, lets go there. */
  async drag(path: (n: number) => Spot, moves = MOVES, button: 'left' | 'right' = 'left'): Promise<void> {
    await this.hover(path(0));
    await this.mouse('mousePressed', path(0), button);
    await this.byTheClock(moves, (n) => this.mouse('mouseMoved', path(n), button));
    await this.mouse('mouseReleased', path(moves), button);
    await this.settled();
  }

  /** Moves one at a time, each shown before the next. */
  async careful(path: (n: number) => Spot, moves: number): Promise<void> {
    await this.hover(path(0));
    await this.mouse('mousePressed', path(0), 'left');
    await this.settled();
    for (let n = 1; n <= moves; n++) {
      await this.mouse('mouseMoved', path(n), 'left');
      await this.settled();
    }
  }

  async release(at: Spot): Promise<void> {
    await this.mouse('mouseReleased', at, 'left');
    await this.settled();
  }

  /** Turns the wheel a notch at a time, 60 times a second: forward, then back. */
  async wheel(at: Spot, notches: number): Promise<void> {
    const [x, y] = this.place(at);
    await this.hover(at);
    await this.byTheClock(notches, (n) =>
      this.session.send('Input.dispatchMouseEvent', {
        type: 'mouseWheel',
        x,
        y,
        deltaX: 0,
        deltaY: n <= notches / 2 ? 120 : -120,
      }),
    );
    await this.settled();
  }

  private async byTheClock(times: number, act: (n: number) => Promise<unknown>): Promise<void> {
    const start = performance.now();
    const sent: Promise<unknown>[] = [];
    for (let n = 1; n <= times; n++) {
      const wait = start + (n * 1000) / HZ - performance.now();
      if (wait > 0) await sleep(wait);
      sent.push(act(n));
    }
    await Promise.all(sent);
  }

  /** Two frames later. */
  settled(): Promise<void> {
    return this.page.evaluate(
      () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
    );
  }
}
