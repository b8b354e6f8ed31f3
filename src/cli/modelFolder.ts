import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FusionPlan, parseFusionPlan } from '../core/fusionPlan.ts';
import { parsePlan, type Plan } from '../core/plan.ts';
import type { WeightValues } from '../ml/params.ts';
import { UsageError } from './command.ts';
import { openWeights } from './openWeights.ts';

/** The folder of shipped models: `public/models` in the sources, `models` beside the built command line. */
function shippedModels(): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    for (const place of ['public/models', 'models']) {
      const found = join(folder, place);
      if (existsSync(join(found, 'index.json'))) return found;
    }
    const up = dirname(folder);
    if (up === folder) return undefined;
    folder = up;
  }
}

/** A model by the id of a shipped one, or by the path of a folder with plan.json and weights.safetensors. */
export const openModel = (name: string): Promise<{ plan: Plan; values: WeightValues }> => open(name, parsePlan);

/** The same of a fusion model. */
export const openFusionModel = (name: string): Promise<{ plan: FusionPlan; values: WeightValues }> =>
  open(name, parseFusionPlan);

async function open<P>(name: string, parse: (json: unknown) => P): Promise<{ plan: P; values: WeightValues }> {
  const shipped = shippedModels();
  const folder = [name, ...(shipped ? [join(shipped, name)] : [])].find((f) => existsSync(join(f, 'plan.json')));
  if (!folder)
    throw new UsageError(`There is no model "${name}": give the id of a shipped one or a folder with plan.json.`);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8'));
  } catch {
    throw new UsageError(`${join(folder, 'plan.json')} is not JSON.`);
  }
  try {
    return { plan: parse(json), values: await openWeights(join(folder, 'weights.safetensors')) };
  } catch (e) {
    if (e instanceof Error && e.message.startsWith('plan.json')) throw new UsageError(`${folder}: ${e.message}`);
    throw e;
  }
}
