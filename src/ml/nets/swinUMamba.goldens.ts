import { golden, heldOutputs } from '../exactness.testing.ts';
import { goldenErrors, goldensPresent, readGolden } from '../goldens.testing.ts';
import { heldGradients } from '../gradGolden.testing.ts';
import { swinUMambaD } from './swinUMamba.ts';
import { heldMambaGradients, mambaGradErrors, PUBLISHED } from './swinUMamba.testing.ts';

if (goldensPresent) {
  for (const { net, reference } of PUBLISHED) {
    const outputs = (file: string) => async () =>
      heldOutputs(await goldenErrors(net, net.defaults, readGolden(`${file}.json`)));
    golden(`${reference}.golden.64x96`, outputs(`${reference}.golden.64x96`), ['wasm', 'webgpu', 'cpu']);
    golden(`${reference}.golden.320`, outputs(`${reference}.golden.320`));
  }
  golden('grad.swinumamba', heldMambaGradients);
  golden('grad.swinumambad', async () => heldGradients(await mambaGradErrors(swinUMambaD, 'swinumambad')));
}
