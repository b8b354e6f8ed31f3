// `npm run train:petct`: trains public/models/petct-dcif-small again and writes it with its card. A stopped run goes on where
// it was. Data: ../shared/data, or LIMN_DATA.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from './models/limn.js';
import { petctCard } from './models/petctCard.js';
import { petctPairs } from './models/petctPairs.js';
import { RECIPES } from './models/recipes.js';
import { weightsOf } from './models/weightsOf.js';
import { MODELS, writeIndex } from './models/writeIndex.js';

const ID = 'petct-dcif-small';
const EPOCHS = 60;
const DATA = process.env.LIMN_DATA ?? '../shared/data';
const [DRAWN, OUT] = [join('runs', 'petct'), join('runs', ID)];

/** The whole of `limn train-fusion` beside data, folder and --resume. */
const ARGS = [
  ['--every', '8', '--epochs', String(EPOCHS), '--batch', '4', '--patch', '32', '--rate', '0.001'],
  ['--config', '{"dim":16,"heads":2,"window":4}'],
  ['--loss', '{"content":100,"ssim":0.2,"gradient":3,"target":"max"}'],
  ['--ct-window=-1000,400;-160,240', '--seed', '1', '--drawn', '--license', 'CC0-1.0'],
  ['--title', 'PET/CT fusion, DCIF-GAN, small'],
  [
    '--trained-on',
    'every 8th axial slice of 8 drawn chests and of the MNI templates of CT (Rorden 2012) and PET (SPM12)',
  ],
].flat();

const mni = join(DATA, 'mni_pet_ct_mr');
if (!existsSync(mni)) {
  console.error(`No MNI templates at ${mni}. Put the folder above into LIMN_DATA.`);
  process.exit(2);
}
once(DRAWN, () => petctPairs(mni, DRAWN));
const resumes = existsSync(join(OUT, 'generators/state/state.json')) ? ['--resume'] : [];
const data = ['--pairs', join(DRAWN, 'pairs'), '--val', join(DRAWN, 'val'), '--out', OUT];
const trained = spawnSync(
  process.execPath,
  ['bin/limn.js', 'train-fusion', ...data, ...ARGS, '--backend', 'wasm', '--json', ...resumes],
  { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
);
if (trained.status !== 0) throw new Error(`limn train-fusion ended with ${trained.status}`);
const { cases } = JSON.parse(trained.stdout);

const to = join(MODELS, ID);
mkdirSync(to, { recursive: true });
for (const name of ['plan.json', 'weights.safetensors', 'curves.svg']) copyFileSync(join(OUT, name), join(to, name));
const { step } = JSON.parse(readFileSync(join(OUT, 'generators/state/state.json'), 'utf8'));
const bytes = statSync(join(to, 'weights.safetensors')).size;
const made = { weights: weightsOf(to), bytes, epochs: EPOCHS, steps: step, cases };
const card = petctCard(JSON.parse(readFileSync(join(to, 'plan.json'), 'utf8')), made);
writeFileSync(join(to, 'README.md'), card);
writeIndex(RECIPES.map((r) => r.id));
console.log(card);
