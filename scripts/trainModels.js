// `npm run train:models [-- id...]`: trains the shipped models again from their recipes and writes them, with cards and
// curves, into public/models. A stopped run goes on where it was. Data: ../shared/data, or LIMN_DATA.
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import { card } from './models/card.js';
import { curve } from './models/curve.js';
import { limn, once } from './models/limn.js';
import { RECIPES } from './models/recipes.js';
import { weightsOf } from './models/weightsOf.js';
import { MODELS, writeIndex } from './models/writeIndex.js';

const DATA = process.env.LIMN_DATA ?? '../shared/data';
const RUNS = 'runs';

/** EM labels say 255 inside of cells and 0 on membranes: the label here is the membrane. @param {string} dir @param {number[]} numbers */
function membranes(dir, numbers) {
  mkdirSync(join(dir, 'images'), { recursive: true });
  mkdirSync(join(dir, 'labels'), { recursive: true });
  for (const n of numbers) {
    const name = `${String(n).padStart(2, '0')}.png`;
    const from = join(DATA, 'em_isbi2012/train');
    copyFileSync(join(from, 'image', `${n}.png`), join(dir, 'images', name));
    const { width, height, data, channels } = decode(readFileSync(join(from, 'label', `${n}.png`)));
    const inverted = Uint8Array.from({ length: width * height }, (_, p) => ((data[p * channels] ?? 0) < 128 ? 1 : 0));
    writeFileSync(join(dir, 'labels', name), encode({ width, height, data: inverted, channels: 1, depth: 8 }));
  }
}

const numbers = (/** @type {number} */ from, /** @type {number} */ to) =>
  Array.from({ length: to - from }, (_, n) => from + n);

/** The options that name the data of a recipe. */
const DATA_OF = {
  nuclei: () => ['--data', join(DATA, 'nuclei_dsb2018')],
  membranes() {
    const [training, kept] = [join(RUNS, 'membranes'), join(RUNS, 'membranes-kept-out')];
    once(training, () => membranes(training, numbers(0, 15)));
    once(kept, () => membranes(kept, numbers(15, 20)));
    return ['--data', training, '--val', kept];
  },
  abdomen() {
    const dir = join(RUNS, 'abdomen');
    once(dir, () => limn(['phantom', '--out', dir, '--count', '10', '--seed', '1']));
    return ['--data', dir];
  },
};

/** @param {import('./models/recipes.js').Recipe} recipe */
function build(recipe) {
  const out = join(RUNS, recipe.id);
  const resumes = existsSync(join(out, 'state/state.json')) ? ['--resume'] : [];
  limn(['train', ...DATA_OF[recipe.data](), '--out', out, ...recipe.args, ...resumes]);

  const to = join(MODELS, recipe.id);
  mkdirSync(to, { recursive: true });
  const plan = JSON.parse(readFileSync(join(out, 'plan.json'), 'utf8'));
  const log = readFileSync(join(out, 'state/log.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  copyFileSync(join(out, 'plan.json'), join(to, 'plan.json'));
  copyFileSync(join(out, 'weights.safetensors'), join(to, 'weights.safetensors'));
  const bytes = statSync(join(to, 'weights.safetensors')).size;
  const half = recipe.args.includes('--f16');
  const minutes = log.reduce((sum, { seconds = 0 }) => sum + seconds, 0) / 60;
  const made = { metrics: plan.metrics, weights: weightsOf(to), bytes, minutes, half };
  writeFileSync(join(to, 'curve.svg'), curve(log));
  writeFileSync(join(to, 'README.md'), card(recipe, made));
  return made;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !RECIPES.some((r) => r.id === id));
if (unknown.length > 0) {
  console.error(`No recipe for ${unknown.join(', ')}. There are: ${RECIPES.map((r) => r.id).join(', ')}.`);
  process.exit(2);
}
if (!existsSync(DATA)) {
  console.error(`No training data at ${DATA}. Put its folder into LIMN_DATA.`);
  process.exit(2);
}
const rows = RECIPES.filter((r) => wanted.length === 0 || wanted.includes(r.id)).map((recipe) => {
  console.log(`\n${recipe.id}`);
  return { id: recipe.id, ...build(recipe) };
});
writeIndex(RECIPES.map((r) => r.id));
console.log('\n| model | weights | MB | minutes | figures on the cases kept out |\n|---|---|---|---|---|');
for (const { id, weights, bytes, minutes, metrics } of rows) {
  const figures = metrics.map((/** @type {any} */ m) => `${m.name} ${m.value.toFixed(3)}`).join('; ');
  console.log(`| ${id} | ${weights} | ${(bytes / 1e6).toFixed(1)} | ${minutes.toFixed(0)} | ${figures} |`);
}
