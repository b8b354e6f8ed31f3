import { useEffect, useState } from 'react';
import type { App } from '../../state/app.ts';
import { useApp } from '../useApp.ts';
import type { SampleSlice } from './renderLesson.ts';
import { sampleSlice } from './sampleSlice.ts';

export type SampleName = 'abdomen' | 'nuclei';
export type Samples = Readonly<Partial<Record<SampleName, SampleSlice>>>;

/** Where along the stack the picture is taken. */
const PART: Readonly<Record<SampleName, number>> = { abdomen: 0.5, nuclei: 0 };

// drawn once a visit: the start screen comes back after every case
const drawn: Partial<Record<SampleName, Promise<SampleSlice>>> = {};

const draw = (app: App, which: SampleName): Promise<SampleSlice> =>
  (drawn[which] ??= app.workers.io.api.sample({ which }).then((sample) => sampleSlice(sample, PART[which])));

/** Pictures of the samples, drawn in the worker by the same code that opens them. */
export function useSamples(): Samples {
  const app = useApp();
  const [samples, setSamples] = useState<Samples>({});
  useEffect(() => {
    let current = true;
    for (const which of ['abdomen', 'nuclei'] as const) {
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
