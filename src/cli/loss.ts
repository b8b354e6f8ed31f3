import { writeNpy } from '../io/npy.ts';
import { evaluateLoss } from '../ml/losses/evaluateLoss.ts';
import { LOSSES } from '../ml/losses/index.ts';
import { BACKEND_OPTION, startNamed } from './backendOption.ts';
import { type CliCommand, UsageError } from './command.ts';
import { jsonObject } from './jsonObject.ts';
import { readArray } from './readArray.ts';
import { writeOutput } from './writeOutput.ts';

/** Value and gradient of a loss on arrays, for scripts. */
export const loss: CliCommand = {
  name: 'loss',
  summary: 'Compute a loss of logits against a target, and its gradient.',
  options: [
    { name: 'name', value: 'ID', summary: `The loss: ${LOSSES.map((l) => l.id).join(', ')}.`, required: true },
    { name: 'options', value: 'JSON', summary: 'Options that differ from the default ones.' },
    { name: 'logits', value: 'FILE', summary: 'Raw network output, .npy, [n, c, h, w].', required: true },
    {
      name: 'target',
      value: 'FILE',
      summary: 'Truth, .npy: [n, c, h, w] of 0 and 1, or [n, h, w] of class numbers for multi-class losses.',
      required: true,
    },
    { name: 'grad', value: 'FILE', summary: 'Where the gradient by the logits goes, .npy, [n, c, h, w].' },
    BACKEND_OPTION,
  ],
  async run(args, terminal) {
    const id = args.required('name');
    const options = jsonObject(args, 'options', '{"smooth": 1}');
    const logits = await readArray(args.required('logits'));
    const target = await readArray(args.required('target'));
    if (logits.shape.length !== 4)
      throw new UsageError(`--logits is [${logits.shape.join(', ')}]; it must be [n, c, h, w].`);
    const [n = 0, c = 0, h = 0, w = 0] = logits.shape;
    const shape = [n, c, h, w] as const;
    await startNamed(args, terminal, 'cpu');
    const { value, gradient } = await evaluateLoss(id, options, { ...logits, shape }, target).catch((error: Error) => {
      throw new UsageError(error.message);
    });
    terminal.out(value.toPrecision(9));
    const path = args.text('grad');
    if (path !== undefined) await writeOutput(path, writeNpy(gradient.data, gradient.shape));
  },
};
