import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';

/** MB of all processes of the browser, shared pages counted once (PSS); NaN off Linux. */
export async function browserMemory(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pss = (pid: number) => {
    try {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]) / 1024;
    } catch {
      return NaN;
    }
  };
  return processInfo.reduce((sum, p) => sum + pss(p.id), 0);
}

/** MB that `work` adds to all processes of the browser at its highest, looked at every 100 ms. */
export async function peakMemory(browser: Browser, work: () => Promise<void>): Promise<number> {
  const before = await browserMemory(browser);
  let highest = before;
  let done = false;
  const looking = (async () => {
    while (!done) {
      highest = Math.max(highest, await browserMemory(browser));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  try {
    await work();
  } finally {
    done = true;
    await looking;
  }
  return highest - before;
}
