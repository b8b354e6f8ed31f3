import type { Plan } from '../core/plan.ts';
import { Problem } from '../core/problem.ts';
import type { Job } from '../core/progress.ts';
import { readSafetensors } from '../ml/checkpoint/safetensors.ts';
import type { WeightValues } from '../ml/params.ts';

/**
 * Downloads the weights of a shipped model from the app's own host, with progress. Throws Problem `model.fetch`.
 * @param models address of the folder of shipped models, ending in '/'
 */
export async function fetchWeights(
  plan: Plan,
  source: 'shipped' | 'imported',
  models: string,
  job: Job,
): Promise<WeightValues> {
  const fail = (reason: string) => new Problem('model.fetch', { name: plan.title, reason });
  if (source !== 'shipped') throw fail('it is not stored in this browser.');
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
  return readSafetensors(await new Blob(parts).arrayBuffer());
}
