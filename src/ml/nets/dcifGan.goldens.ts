import { golden, heldOutputs } from '../exactness.testing.ts';
import { goldensPresent, readReference } from '../goldens.testing.ts';
import { heldGradients } from '../gradGolden.testing.ts';
import {
  discriminatorGradErrors,
  GENERATED,
  generatorGradErrors,
  JUDGES_64,
  type PairGolden,
  pairErrors,
} from './dcifGan.testing.ts';
import { dcifGan, dcifGanDiscriminators } from './dcifGan.ts';

if (goldensPresent) {
  for (const [file, config, backends] of [
    ['dcifgan_generators.golden.40x52', dcifGan.defaults, ['wasm', 'webgpu', 'cpu']],
    ['dcifgan_generators.golden.356', dcifGan.defaults, ['wasm', 'webgpu']],
  ] as const) {
    const measure = async () => pairErrors(dcifGan, config, readReference<PairGolden>(`${file}.json`), GENERATED);
    golden(file, async () => heldOutputs(await measure()), backends);
  }
  for (const [file, config] of [
    ['dcifgan_discriminators_small64.golden.64', JUDGES_64],
    ['dcifgan_discriminators.golden.356', dcifGanDiscriminators.defaults],
  ] as const) {
    // the published forward was called with (CT, PET): D1, the judge of PET-like images, was shown the CT
    const measure = async () =>
      pairErrors(dcifGanDiscriminators, config, readReference<PairGolden>(`${file}.json`), [0, 1], ['pet', 'ct']);
    golden(file, async () => heldOutputs(await measure()), ['wasm', 'webgpu', 'cpu']);
  }
  for (const [file, measure] of [
    ['grad.dcifgan_generators', generatorGradErrors],
    ['grad.dcifgan_discriminators_small64', discriminatorGradErrors],
  ] as const)
    golden(file, async () => heldGradients(await measure()), ['wasm', 'webgpu', 'cpu']);
}
