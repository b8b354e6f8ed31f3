import { useMemo } from 'react';
import type { PhantomSlice } from '../../core/phantom/phantomSlice.ts';
import type { Crop } from './renderLesson.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { useApp } from '../useApp.ts';
import { LessonPicture } from './LessonPicture.tsx';
import type { SampleName, Samples } from './useSamples.ts';

const NAMES: readonly SampleName[] = ['nuclei', 'abdomen', 'thorax'];

/** Cases that the app draws itself, to try it at once. */
export function SampleCards({ samples }: { samples: Samples }) {
  const app = useApp();
  const t = useT();
  const { nuclei, abdomen, thorax } = samples;
  const crops = useMemo(
    () => ({
      nuclei: nuclei ? cropOf('nuclei', nuclei) : null,
      abdomen: abdomen ? cropOf('abdomen', abdomen) : null,
      thorax: thorax ? cropOf('thorax', thorax) : null,
    }),
    [nuclei, abdomen, thorax],
  );
  return (
    <section>
      <h2>{t('sample.title')}</h2>
      <ul className="cards">
        {NAMES.map((name) => (
          <li key={name} className="card">
            <span className="card-picture">
              <LessonPicture
                slice={samples[name] ?? null}
                lesson="save"
                label={1}
                crop={crops[name]}
                width={96}
                height={72}
              />
            </span>
            <button type="button" className="card-text card-open" onClick={() => invoke(app, 'open-sample', name)}>
              <span className="medium">{t(`sample.${name}`)}</span>
              <span className="small quiet">{t(`sample.${name}.about`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The part of the slice that the card shows, 4:3: all across for nuclei, the body without the air around it for CT. */
const CROPS: Readonly<Record<SampleName, Crop>> = {
  nuclei: { x: 0, y: 0.125, width: 1, height: 0.75 },
  abdomen: { x: 0.1, y: 0.19, width: 0.8, height: 0.6 },
  thorax: { x: 0.05, y: 0.05, width: 0.9, height: 0.9 },
};

const cropOf = (name: SampleName, { width, height }: PhantomSlice): Crop => {
  const part = CROPS[name];
  return { x: part.x * width, y: part.y * height, width: part.width * width, height: part.height * height };
};
