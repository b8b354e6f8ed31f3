import { parsePlan } from '../core/plan.ts';
import { Problem } from '../core/problem.ts';
import type { Volume } from '../core/volume.ts';
import type { App } from './app.ts';
import type { ModelInfo } from './appState.ts';
import { report } from './notices.ts';

/** The model that was trained on such images, else one for any image, else none. */
export function modelFor(models: readonly ModelInfo[], volume: Volume): ModelInfo | null {
  const trainedOn = (m: ModelInfo) => m.plan.input.modality;
  return (
    models.find((m) => trainedOn(m) !== '' && trainedOn(m) === volume.modality) ??
    models.find((m) => trainedOn(m) === '' && volume.modality === '') ??
    null
  );
}

/** Address of the folder of the models that come with the app. */
export const shippedModels = (): string => new URL('models/', document.baseURI).href;

async function fetchJson(path: string): Promise<unknown> {
  const answer = await fetch(new URL(path, shippedModels()));
  if (!answer.ok) throw new Problem('model.fetch', { name: path, reason: `HTTP ${answer.status}` });
  return answer.json();
}

/** Reads the plans of the models that come with the app (`models/index.json` lists their folders). */
export async function loadShippedModels(app: App): Promise<void> {
  try {
    const shipped = (await fetchJson('index.json')) as { id: string; bytes: number }[];
    const models = await Promise.all(
      shipped.map(async ({ id, bytes }): Promise<ModelInfo> => {
        const plan = parsePlan(await fetchJson(`${id}/plan.json`));
        return { id, plan, source: 'shipped', bytes };
      }),
    );
    app.store.setState({ models });
  } catch (e) {
    report(app, e);
  }
}
