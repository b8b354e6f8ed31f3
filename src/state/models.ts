import { parsePlan } from '../core/plan.ts';
import { Problem } from '../core/problem.ts';
import { isDrawn, type Volume } from '../core/volume.ts';
import type { App } from './app.ts';
import type { ModelInfo } from './appState.ts';
import { report } from './notices.ts';

/**
 * The model that was trained on such images; for a plain picture one for pictures; else none: nobody's liver is a nucleus.
 * Drawn models are for drawn images.
 */
export function modelFor(models: readonly ModelInfo[], volume: Volume): ModelInfo | null {
  const fit = models.filter(({ plan }) => !plan.provenance.drawn || isDrawn(volume));
  const trainedOn = (m: ModelInfo) => m.plan.input.modality;
  return (
    fit.find((m) => trainedOn(m) !== '' && trainedOn(m) === volume.modality) ??
    fit.find((m) => trainedOn(m) === '' && volume.modality === '' && !volume.grid.oriented) ??
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

/** Adds the models that the user brought before, and gives an open case without a model one that suits it. */
async function withStored(app: App, shipped: readonly ModelInfo[]): Promise<void> {
  const { io } = app.workers;
  const stored = await io.api.models().catch(() => []);
  const active: Readonly<Record<string, number>> = await io.api.activeVersions().catch(() => ({}));
  const imported = stored.map(({ plan, bytes }): ModelInfo => ({
    id: plan.id,
    plan,
    source: 'imported',
    bytes,
    version: 1,
  }));
  const models = [...shipped, ...imported].map((m) => ({ ...m, version: active[m.id] ?? 1 }));
  const doc = app.document;
  app.store.setState((s) => ({
    models,
    model: s.model ?? (doc ? (modelFor(models, doc.volume)?.id ?? null) : null),
  }));
}

/** Lists all models: those that come with the app (`models/index.json` names their folders) and those of this browser. */
export async function loadModels(app: App): Promise<void> {
  try {
    const shipped = (await fetchJson('index.json')) as { id: string; bytes: number; task?: 'fusion' }[];
    const models = await Promise.all(
      // fusion models draw no masks: the PET/CT screen finds them by itself
      shipped
        .filter(({ task }) => task === undefined)
        .map(async ({ id, bytes }): Promise<ModelInfo> => {
          const plan = parsePlan(await fetchJson(`${id}/plan.json`));
          return { id, plan, source: 'shipped', bytes, version: 1 };
        }),
    );
    await withStored(app, models);
  } catch (e) {
    report(app, e);
    await withStored(app, []);
  }
}
