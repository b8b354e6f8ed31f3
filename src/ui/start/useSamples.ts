import { useEffect, useState } from 'react';
import type { App } from '../../state/app.ts';
import { useApp } from '../useApp.ts';
import type { PhantomSlice } from '../../core/phantom/phantomSlice.ts';

export type SampleName = 'abdomen' | 'nuclei' | 'thorax';
export type Samples = Readonly<Partial<Record<SampleName, PhantomSlice>>>;

// drawn once a visit: the start screen comes back after every case
const drawn: Partial<Record<SampleName, Promise<PhantomSlice>>> = {};

const draw = (app: App, which: SampleName): Promise<PhantomSlice> =>
  (drawn[which] ??= app.workers.samples.api.samplePicture({ which }));

/** Pictures of the samples, drawn in the worker by the same code that opens them. */
export function useSamples(): Samples {
  const app = useApp();
  const [samples, setSamples] = useState<Samples>({});
  useEffect(() => {
    let current = true;
    for (const which of ['abdomen', 'nuclei', 'thorax'] as const) {
      draw(app, which).then(
        (slice) => current && setSamples((all) => ({ ...all, [which]: slice })),
        // without pictures the words remain; a later visit tries again
        () => delete drawn[which],
      );
    }
    return () => {
      current = false;
    };
  }, [app]);
  return samples;
}
