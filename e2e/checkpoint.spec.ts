import { cut, malicious, safetensors, shippedWeights, torchZip } from './fixtures/checkpoints.ts';
import { discPng, type TestFile } from './fixtures/files.ts';
import { readNiftiFile } from './fixtures/nifti.ts';
import { expect, test } from './fixtures/test.ts';
import type { Limn } from './pages/limn.ts';

/** The mask that the model in use predicts on the open picture. */
async function predicted({ bench }: Limn): Promise<Buffer> {
  await bench.predict.click();
  await expect(bench.lastStep).toContainText('Predict slice 1', { timeout: 90_000 });
  return Buffer.from(readNiftiFile((await bench.saveNifti()).bytes).voxels as Uint8Array);
}

test.beforeEach(async ({ limn }) => limn.goto());

const FORMS: readonly [title: string, checkpoint: () => Promise<TestFile>][] = [
  ['safetensors', async () => safetensors('my nuclei.safetensors', await shippedWeights('module.'))],
  ['PyTorch zip', async () => torchZip('my nuclei.pth', await shippedWeights('model.module.'))],
];

for (const [title, checkpoint] of FORMS) {
  test(`a dropped ${title} is recognised, asked about, kept and predicts as its network does`, async ({
    limn,
    page,
  }) => {
    const { bench, dialogs } = limn;
    await bench.computeWith('WebAssembly');
    await limn.openFiles([discPng('cells.png', 128, 96)]);
    await limn.expectOpen('cells');
    const shipped = await predicted(limn);
    expect(shipped.some((v) => v === 1)).toBe(true);

    await limn.drop([await checkpoint()]);
    await expect(dialogs.open).toContainText('Import my nuclei');
    await expect(dialogs.open).toContainText(/U-Net.*0\.7 M/);
    await dialogs.choose('Grey values are scaled', 'Percentiles');
    const label = dialogs.open.getByLabel('Name of label 1');
    await label.fill('');
    await expect(dialogs.open.getByRole('button', { name: 'Keep model' })).toBeDisabled();
    await label.fill('Nucleus');
    await dialogs.open.getByRole('button', { name: 'Keep model' }).click();
    await expect(bench.section('Model')).toContainText('my nuclei');

    await bench.undo.click();
    const own = await predicted(limn);
    expect(own.equals(shipped)).toBe(true);

    await page.reload();
    await limn.ready();
    await bench.section('Model').getByRole('button', { name: 'Change' }).click();
    await expect(page.getByRole('menuitemradio', { name: /my nuclei.*Nucleus/ })).toBeVisible();
  });
}

test('all that does not fit is named in one message: missing, surplus and misshapen', async ({ limn }) => {
  const values = new Map(await shippedWeights());
  const [first, second, third] = [...values.keys()];
  values.delete(first!);
  values.set('surplus.weight', { shape: [2], data: new Float32Array(2) });
  for (const path of [second!, third!]) values.set(path, { shape: [1, 2, 3], data: new Float32Array(6) });
  await limn.drop([safetensors('other.safetensors', values)]);
  await expect(limn.notice).toHaveCount(1);
  for (const part of [
    `Missing: ${first}`,
    'Surplus: surplus.weight',
    `${second} is [1, 2, 3]`,
    `${third} is [1, 2, 3]`,
  ])
    await expect(limn.notice).toContainText(part);
});

const REFUSED: readonly [title: string, checkpoint: () => Promise<TestFile>, says: RegExp][] = [
  [
    'a pickle that would run a program',
    () => malicious('evil.pth'),
    /evil\.pth asks for posix\.system.*Nothing of it was run/,
  ],
  ['half a PyTorch zip', async () => cut(await torchZip('half.pth', await shippedWeights())), /half\.pth.*cut off/],
  [
    'half a safetensors file',
    async () => cut(safetensors('half.safetensors', await shippedWeights())),
    /half\.safetensors.*cut off/,
  ],
  [
    'a network that Limn does not have',
    async () => safetensors('strange.safetensors', new Map([['a.b', { shape: [1], data: new Float32Array(1) }]])),
    /strange\.safetensors holds 1 tensors of a network that Limn does not have/,
  ],
];

for (const [title, checkpoint, says] of REFUSED) {
  test(`${title} is refused in one line, and nothing is kept`, async ({ limn, page }) => {
    await limn.drop([await checkpoint()]);
    await expect(limn.notice).toContainText(says);
    await expect(limn.dialogs.open).toBeHidden();
    const models = await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('models').catch(() => null);
      const names: string[] = [];
      if (folder) for await (const name of folder.keys()) names.push(name);
      return names;
    });
    expect(models).toEqual([]);
  });
}
