// `npm run proof`: tunes models on real data and tables the Dice before and after (docs/proof.md).
import { runnerImport } from 'vite';

const { module } = await runnerImport('./scripts/proof/proof.ts', { configFile: false, logLevel: 'error' });
process.exitCode = await module.main(process.argv.slice(2));
