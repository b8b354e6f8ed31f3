// `npm run bench`: the measurements are TypeScript; vite's module runner brings them to Node without a build.
import { runnerImport } from 'vite';

const { module } = await runnerImport('./bench/bench.ts', { configFile: false, logLevel: 'error' });
process.exitCode = await module.main(process.argv.slice(2));
