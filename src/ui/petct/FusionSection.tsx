import { useEffect } from 'react';
import { planeOf } from '../../core/plane.ts';
import { download, fileName } from '../../state/download.ts';
import { findFusionModel } from '../../state/fusion.ts';
import { report } from '../../state/notices.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Section } from '../parts/Section.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { Slider } from '../parts/Slider.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { petctFigure } from './figure.ts';

/** A plain blend of both images, or the picture that a network makes of them. */
export function FusionSection() {
  const app = useApp();
  const t = useT();
  const { blend, fusion } = useAppState((s) => s.petct);
  const { plan, show, done, seconds } = fusion;
  useEffect(() => {
    findFusionModel(app).catch((e: unknown) => report(app, e));
  }, [app]);
  const learned = show === 'learned';
  const slices = app.document ? planeOf(app.document.volume.grid, 'axial').slices : 0;
  const save = async () => {
    const blob = await petctFigure(app, t);
    const name = app.store.getState().current?.name ?? '';
    if (blob) download(blob, fileName(name, '_petct.png'));
  };
  return (
    <Section title={t('petct.fusion')}>
      <div className="section-pad">
        <Segmented
          label={t('petct.fusion')}
          value={show}
          choices={[
            { value: 'blend', name: t('petct.fusion.blend') },
            { value: 'learned', name: t('petct.fusion.learned'), why: plan ? null : t('petct.fusion.noModel') },
          ]}
          onChange={(value) => invoke(app, 'petct-fusion', value)}
        />
        <div className="petct-blend" data-off={learned || undefined} inert={learned}>
          <span className="small">CT</span>
          <Slider
            label={t('petct.blend')}
            value={Math.round(100 * blend)}
            max={100}
            text={`${Math.round(100 * blend)} %`}
            onChange={(v) => invoke(app, 'petct-blend', v / 100)}
          />
          <span className="small">PET</span>
          <span className="petct-blend-value">
            {learned ? t('petct.fusion.usedByBlend') : `${Math.round(100 * blend)} %`}
          </span>
        </div>
        {learned && plan && (
          <p className="section-note petct-note">
            {t('petct.fusion.about', { model: plan.title, done, of: slices, seconds: decimal(seconds, 1) })}
          </p>
        )}
        <Button onClick={() => void save()}>{t('petct.figure')}</Button>
      </div>
    </Section>
  );
}
