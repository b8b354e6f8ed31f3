import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { useApp } from '../useApp.ts';
import { LessonPicture } from './LessonPicture.tsx';
import type { SampleName, Samples } from './useSamples.ts';

const NAMES: readonly SampleName[] = ['nuclei', 'abdomen'];

/** Cases that the app draws itself, to try it at once. */
export function SampleCards({ samples }: { samples: Samples }) {
  const app = useApp();
  const t = useT();
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
                crop={null}
                {...pictureSize(samples[name])}
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

/** The slice's own shape, 72 CSS px high. */
const pictureSize = (slice: { width: number; height: number } | undefined) => ({
  width: slice ? Math.round((72 * slice.width) / slice.height) : 96,
  height: 72,
});
