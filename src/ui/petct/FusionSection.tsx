import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { download, fileName } from '../../state/download.ts';
import { Button } from '../parts/Button.tsx';
import { petctFigure } from './figure.ts';
import { Section } from '../parts/Section.tsx';
import { Slider } from '../parts/Slider.tsx';
import { useApp, useAppState } from '../useApp.ts';

/** How much of each image the fused row shows. */
export function FusionSection() {
  const app = useApp();
  const t = useT();
  const blend = useAppState((s) => s.petct.blend);
  const save = async () => {
    const blob = await petctFigure(app, t);
    const name = app.store.getState().current?.name ?? '';
    if (blob) download(blob, fileName(name, '_petct.png'));
  };
  return (
    <Section title={t('petct.fusion')}>
      <div className="section-pad">
        <div className="petct-blend">
          <span className="small">CT</span>
          <Slider
            label={t('petct.blend')}
            value={Math.round(100 * blend)}
            max={100}
            text={`${Math.round(100 * blend)} %`}
            onChange={(v) => invoke(app, 'petct-blend', v / 100)}
          />
          <span className="small">PET</span>
          <span className="petct-blend-value">{Math.round(100 * blend)} %</span>
        </div>
        <Button onClick={() => void save()}>{t('petct.figure')}</Button>
      </div>
    </Section>
  );
}
