import type { Option } from './command.ts';

/** What `train` and `finetune` do where nothing else is asked for. */
interface Defaults {
  readonly loss: string;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
}

/** Options of every training, with the defaults of the command; read by `readCases` and by the command itself. */
export const trainingOptions = ({ loss, steps, batch, rate }: Defaults): readonly Option[] => [
  {
    name: 'data',
    value: 'DIR',
    summary: 'images/ and labels/ of the same names, or an nnU-Net folder.',
    required: true,
  },
  { name: 'out', value: 'DIR', summary: 'Folder of the model; its name is the model’s id.', required: true },
  { name: 'val', value: 'DIR', summary: 'Cases kept out of training, for the figures: a folder like --data.' },
  { name: 'holdout', value: 'every:N', summary: 'Keep every Nth case of --data by sorted name out for them instead.' },
  { name: 'loss', value: 'MIX', summary: `Sum of losses, as 0.5*dice+bce; default ${loss}.` },
  { name: 'steps', value: 'N', summary: `Optimizer steps; default ${steps}.` },
  { name: 'batch', value: 'N', summary: `Patches a step; default ${batch}.` },
  { name: 'rate', value: 'R', summary: `Highest learning rate (Adam, cosine); default ${rate}.` },
  { name: 'augment', value: 'JSON', summary: 'Changes to the usual augmentation, as {"rotate":15,"noise":0.1}.' },
  { name: 'seed', value: 'N', summary: 'Seed of everything that is left to chance; default 1.' },
  { name: 'title', value: 'TEXT', summary: 'Title of the model in the app.' },
  { name: 'json', summary: 'Write the figures, seconds and memory as JSON.' },
];

/** The last path segment of `--out`: the id of the model that is written there. */
export const idOf = (out: string): string => out.replace(/\/+$/, '').split('/').at(-1)!;

/** Why a training ended early, as an Error of one line. */
export const stoppedEarly = ({ step, reason }: { readonly step: number; readonly reason: 'nan' | 'rising' }): Error =>
  new Error(
    `Stopped at step ${step}: the loss ${reason === 'nan' ? 'is not a number' : 'keeps rising'}. Try a smaller --rate.`,
  );
