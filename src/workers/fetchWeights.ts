import type { Plan } from '../core/plan.ts';
import { Problem } from '../core/problem.ts';
import type { Job } from '../core/progress.ts';
import { readVersion } from '../io/session/learnStore.ts';
import { readModelWeights } from '../io/session/modelStore.ts';
import { keepWeights, keptWeights } from '../io/session/weightCache.ts';
import { readCheckpoint } from '../ml/checkpoint/load.ts';
import type { WeightValues } from '../ml/params.ts';

/**
 * Weights of a version of a model, with progress. Those that it came with (version 1): of a shipped one from the app's own
 * host, of one that the user brought from this browser's storage. Later ones were learned here. Throws Problems `model.fetch` and `model.missing`.
 * @param models address of the folder of shipped models, ending in '/'
 */
export async function fetchWeights(
  plan: Pick<Plan, 'id' | 'title'>,
  source: 'shipped' | 'imported',
  version: number,
  models: string,
  job: Job,
): Promise<WeightValues> {
  const first = () => (source === 'imported' ? readModelWeights(plan.id) : shipped(plan, models, job));
  const blob = version > 1 ? await readVersion(plan.id, version) : await first();
  return readCheckpoint(blob, job, plan.title);
}

/** What `index.json` says of the weights of shipped models, by id; read once. */
let digests: Promise<ReadonlyMap<string, string>> | null = null;

async function digestOf(id: string, models: string): Promise<string | undefined> {
  digests ??= fetch(new URL('index.json', models))
    .then((answer) => answer.json() as Promise<readonly { readonly id: string; readonly sha256?: string }[]>)
    .then((list) => new Map(list.flatMap((m) => (m.sha256 ? [[m.id, m.sha256] as const] : []))))
    .catch(() => {
      digests = null;
      return new Map<string, string>();
    });
  return (await digests).get(id);
}

/** Weights that came with the app: those kept in this browser, if they are the ones listed, or the app's own host's. */
async function shipped(plan: Pick<Plan, 'id' | 'title'>, models: string, job: Job): Promise<Blob> {
  const digest = await digestOf(plan.id, models);
  const kept = digest === undefined ? null : await keptWeights(plan.id, digest);
  if (kept) return kept;
  const blob = await download(plan, models, job);
  if (digest !== undefined) await keepWeights(plan.id, digest, blob);
  return blob;
}

async function download(plan: Pick<Plan, 'id' | 'title'>, models: string, job: Job): Promise<Blob> {
  const fail = (reason: string) => new Problem('model.fetch', { name: plan.title, reason });
  const answer = await fetch(new URL(`${plan.id}/weights.safetensors`, models), { signal: job.signal }).catch(
    (e: unknown) => {
      job.signal.throwIfAborted();
      throw fail(e instanceof Error ? e.message : String(e));
    },
  );
  if (!answer.ok || !answer.body) throw fail(`HTTP ${answer.status}`);
  const total = Number(answer.headers.get('content-length')) || 0;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { value, done: ended } = await reader.read();
    if (ended) break;
    parts.push(value);
    done += value.length;
    job.progress({ stage: 'load', done, total });
  }
  return new Blob(parts);
}
