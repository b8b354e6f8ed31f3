import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'vite';

const FOLDER = '.cache/bench';

/** Builds `bench/measure/<entry>.ts` for Node with the ml code in it. Resolves to the file. */
export async function buildChild(entry: string): Promise<string> {
  await build({
    configFile: 'vite.cli.config.ts',
    logLevel: 'error',
    build: {
      ssr: `bench/measure/${entry}.ts`,
      outDir: FOLDER,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: '[name].js' } },
    },
  });
  return join(FOLDER, `${entry}.js`);
}

/**
 * Runs a child with a task of its own in a process of its own: its memory is its own, and a run that takes longer than
 * `seconds` is ended. Resolves to its result, or to the reason why there is none.
 */
export function runChild<T>(file: string, task: object | null, seconds: number): Promise<T | string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let complaint = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, seconds * 1000);
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const line = out.split('\n').find((text) => /^\{"(result|reason)"/.test(text));
      const answer = line ? (JSON.parse(line) as { result?: T; reason?: string }) : {};
      if (answer.result !== undefined) return resolve(answer.result);
      if (answer.reason !== undefined) return resolve(answer.reason);
      if (late) return resolve(`not done after ${seconds} s`);
      const last = complaint.split('\n').findLast((text) => /error|abort|memory/i.test(text));
      resolve(`ended by ${signal ?? `code ${code}`}${last ? `: ${last.trim().slice(0, 120)}` : ''}`);
    });
  });
}
