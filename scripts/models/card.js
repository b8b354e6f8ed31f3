/** @typedef {import('./recipes.js').Recipe} Recipe */

/** The value behind an option of `limn train`, or what it takes without. */
const option = (/** @type {Recipe} */ recipe, /** @type {string} */ name, fallback = '') => {
  const at = recipe.args.indexOf(`--${name}`);
  return (at < 0 ? undefined : recipe.args[at + 1]) ?? fallback;
};

/**
 * The model's card. `weights`: number of weights; `bytes`: of the weights file; `minutes`: of training.
 *
 * @param {Recipe} recipe
 * @param {{metrics: {name: string, value: number}[], weights: number, bytes: number, minutes: number, half: boolean}} made
 */
export const card = (recipe, { metrics, weights, bytes, minutes, half }) => `# ${option(recipe, 'title')}

${recipe.about}

| | |
|---|---|
| Network | ${recipe.network}; ${(weights / 1e6).toFixed(2)} M weights |
| Trained on | ${recipe.trainedOn} |
| Kept out | ${recipe.keptOut} |
| Training | ${option(recipe, 'steps')} steps of ${option(recipe, 'batch')} patches of ${option(recipe, 'patch')}², ${option(recipe, 'loss', 'Dice + cross-entropy').replace('dice-ce', 'Dice + cross-entropy of nnU-Net')}, Adam ${option(recipe, 'rate', '0.003')} with cosine decay, seed ${option(recipe, 'seed')}; averaged weights (decay 0.99) are kept${minutes > 0 ? `; ${minutes.toFixed(0)} minutes on two shared processor cores` : ''} |
| Weights | ${option(recipe, 'license')}, ${half ? 'float16' : 'float32'} safetensors, ${(bytes / 1e6).toFixed(1)} MB |

## Figures

On the cases kept out, one threshold (0.5), no clean-up:

| figure | value |
|---|---|
${metrics.map((m) => `| ${m.name} | ${m.value.toFixed(3)} |`).join('\n')}

![Loss over the steps](curve.svg)

\`npm run train:models -- ${recipe.id}\` trains it again and prints them; \`plan.json\` holds the command under
\`provenance.command\`.

## Limits

${[...recipe.limits, 'Research software, not for clinical use.'].map((l) => `- ${l}`).join('\n')}
`;
