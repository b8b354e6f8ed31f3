import { pairFiles } from '../core/compare/pairFiles.ts';
import { testTimeOf, withTestTime } from '../core/compare/testTime.ts';
import type { Label } from '../core/labels.ts';
import { Problem } from '../core/problem.ts';
import type { CaseSource, ComparedCase } from '../workers/compareCase.ts';
import type { App } from './app.ts';
import { flush } from './autosave.ts';
import { withBackend } from './backend.ts';
import { commonLabels, compareOf, plansOf, setCompare } from './compare.ts';
import type { Batch, BatchCase, Contender } from './compareState.ts';
import { runJob } from './jobs.ts';
import { isAbort } from './notices.ts';

interface Wanted {
  readonly shown: BatchCase;
  readonly from: CaseSource;
}

const waiting = (key: string, name: string, id: string | null): BatchCase => ({
  key,
  name,
  id,
  state: 'waiting',
  why: null,
  rows: {},
  slices: null,
  pictures: [],
});

/** Cases of this browser with a corrected slice and the labels of a model that is compared. */
async function storedCases(app: App): Promise<Wanted[]> {
  await flush(app);
  const found = new Map<string, string>();
  for (const { plan } of plansOf(app)) {
    for (const s of await app.workers.io.api.corrected({ plan })) found.set(s.caseId, s.caseName);
  }
  return [...found].map(([id, name]) => ({ shown: waiting(id, name, id), from: { kind: 'stored', id } }));
}

function folderCases(files: readonly File[]): { cases: Wanted[]; alone: readonly string[] } {
  const byPath = new Map(files.map((f) => [f.webkitRelativePath || f.name, f]));
  const { pairs, alone } = pairFiles([...byPath.keys()]);
  const cases = pairs.map(({ name, image, truth }): Wanted => ({
    shown: waiting(image, name, null),
    from: { kind: 'files', image: byPath.get(image)!, truth: byPath.get(truth)! },
  }));
  return { cases, alone };
}

/**
 * Runs every model over many cases, one model after the other so that its weights are loaded once, and judges each. What is
 * done stays when it is stopped. Throws Problem `compare.noPairs` or `compare.noCases`.
 */
export const runBatch = (app: App, what: readonly File[] | 'stored'): Promise<void> =>
  runJob(app, { key: 'job.batch' }, async (signal, progress) => {
    const stored = what === 'stored';
    const { cases, alone } = stored ? { cases: await storedCases(app), alone: [] } : folderCases(what);
    if (cases.length === 0) throw new Problem(stored ? 'compare.noCases' : 'compare.noPairs');
    app.compared.files = new Map(
      cases.flatMap(({ shown, from }) => (from.kind === 'files' ? [[shown.key, from] as const] : [])),
    );
    const plans = plansOf(app);
    const { labels, values } = commonLabels(batchLabels(app), plans);
    const taught = new Set(plans.flatMap(({ plan }) => plan.labels.map((l) => l.name)));
    const { options, contenders, tolerance } = compareOf(app);
    let batch: Batch = {
      from: stored ? 'stored' : 'folder',
      cases: cases.map((c) => c.shown),
      labels: labels.filter((l) => taught.has(l.name)),
      alone,
      contenders: contenders
        .filter((c) => c.of.kind === 'model')
        .map((c): Contender => ({ ...c, state: 'waiting', run: null })),
    };
    const keep = (change: Partial<Batch>) => setCompare(app, { batch: (batch = { ...batch, ...change }) });
    const change = (key: string, how: (c: BatchCase) => BatchCase) =>
      keep({ cases: batch.cases.map((c) => (c.key === key ? how(c) : c)) });
    keep({});
    const total = plans.length * cases.length;
    try {
      for (const [m, { letter, info }] of plans.entries()) {
        const plan = withTestTime(info.plan, options);
        let seconds = 0;
        let slices = 0;
        for (const [n, { shown, from }] of cases.entries()) {
          const at = m * cases.length + n;
          if (batch.cases[n]!.state === 'failed') continue;
          change(shown.key, (c) => ({ ...c, state: 'running' }));
          const args = { name: shown.name, from, plan, labels: batch.labels, value: values.get(letter)!, tolerance };
          try {
            await withBackend(app, signal, async (ml) => {
              const out = await ml.compareCase(
                { ...args, source: info.source, version: info.version },
                {
                  signal,
                  onProgress: (p) =>
                    progress({
                      stage: 'batch',
                      done: Math.round(1000 * (at + (p.stage === 'predict' && p.total ? p.done / p.total : 0))),
                      total: 1000 * total,
                    }),
                },
              );
              seconds += out.seconds;
              slices += out.slices[0];
              change(shown.key, (c) => judged(c, letter, out, m === plans.length - 1));
            });
          } catch (e) {
            if (isAbort(e) || signal.aborted || !(e instanceof Problem)) throw e;
            const why = { key: `problem.${e.key}`, values: e.values };
            change(shown.key, (c) => ({ ...c, state: 'failed', why }));
          }
        }
        const run = { seconds, slices, bytes: 0, used: testTimeOf(plan) };
        keep({ contenders: batch.contenders.map((c) => (c.letter === letter ? { ...c, state: 'done', run } : c)) });
      }
    } finally {
      keep({ cases: batch.cases.map((c) => (c.state === 'running' ? { ...c, state: 'waiting' } : c)) });
    }
  });

/** The labels of the case are where the models' find their places; a batch judges only those that a model knows. */
const batchLabels = (app: App): readonly Label[] => app.store.getState().labels;

const judged = (c: BatchCase, letter: Contender['letter'], out: ComparedCase, last: boolean): BatchCase => ({
  ...c,
  state: last ? 'done' : 'running',
  slices: out.slices,
  rows: { ...c.rows, [letter]: out.rows },
  pictures: [
    ...(c.pictures.length === 0 ? [{ letter: null, slice: out.slice, ...out.pictures[0] }] : c.pictures),
    { letter, slice: out.slice, ...out.pictures[1] },
  ],
});
