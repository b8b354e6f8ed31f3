// `npm test`: builds, runs the unit tests in Node and the browser tests in Chromium, and ends with one line that sums both.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const OUT = 'test-results';
/** Playwright empties its own folder at its start, so the reports lie beside it. */
const REPORTS = '.cache/test';

/** @param {string} command @param {string[]} args @param {Record<string, string>} [env] @returns {boolean} whether it ended well */
function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (error) console.error(error.message);
  return status === 0;
}

/** @typedef {{passed: number, failed: number, skipped: number}} Count */

/** @param {string} path @param {(report: any) => Count} count @param {boolean} ok @returns {Count} */
function read(path, count, ok) {
  /** @type {Count} */
  let counted = { passed: 0, failed: 0, skipped: 0 };
  try {
    counted = count(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // no report: the runner itself broke, which its exit status tells
  }
  return ok || counted.failed > 0 ? counted : { ...counted, failed: 1 };
}

rmSync(REPORTS, { recursive: true, force: true });
rmSync(OUT, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

/** @type {Count[]} */
const counts = [];

const vitest = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORTS}/unit.json`];
const unitOk = run('npx', vitest, { LIMN_INSTALL_CHROMIUM: '1' });
counts.push(
  read(
    `${REPORTS}/unit.json`,
    (r) => ({
      passed: r.numPassedTests,
      // a file that does not load has no tests, and is a failure all the same
      failed: r.testResults.reduce(
        (/** @type {number} */ n, /** @type {any} */ file) =>
          n +
          (file.status === 'failed' && file.assertionResults.length === 0
            ? 1
            : file.assertionResults.filter((/** @type {any} */ t) => t.status === 'failed').length),
        0,
      ),
      skipped: r.numPendingTests + r.numTodoTests,
    }),
    unitOk,
  ),
);

const built = run('npm', ['run', '--silent', 'build']);
const browserOk =
  built &&
  run('npx', ['playwright', 'test', '--reporter=list,json'], {
    LIMN_E2E_BUILT: '1',
    PLAYWRIGHT_JSON_OUTPUT_NAME: `${REPORTS}/browser.json`,
  });
counts.push(
  read(
    `${REPORTS}/browser.json`,
    (r) => ({ passed: r.stats.expected + r.stats.flaky, failed: r.stats.unexpected, skipped: r.stats.skipped }),
    browserOk,
  ),
);

/** @param {keyof Count} key */
const sum = (key) => counts.reduce((n, c) => n + c[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exit(sum('failed') === 0 ? 0 : 1);
