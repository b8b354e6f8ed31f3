import { useEffect, useRef, useState } from 'react';
import { colormap } from '../../core/colormap.ts';
import type { Projection } from '../../core/mip.ts';
import { petPixels } from '../../core/petPixels.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Slider } from '../parts/Slider.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { ColorBar } from './ColorBar.tsx';
import { paletteFills, suvTicks } from './colorScale.ts';
import { petScale } from './panePicture.ts';

/** Letters at screen left and right for a person who walked round the patient, every 45°. */
const LETTERS = ['RL', 'RL', 'AP', 'AP', 'LR', 'LR', 'PA', 'PA'] as const;

/** The PET as a maximum intensity projection that can be turned about the long axis. */
export function MipView() {
  const app = useApp();
  const t = useT();
  const petct = useAppState((s) => s.petct);
  const canvas = useRef<HTMLCanvasElement>(null);
  const projection = useProjection(petct.mipAngle, petct.pet?.id ?? '');
  const scale = petScale(petct);
  const { factor, top, unit } = scale;
  useEffect(() => {
    const element = canvas.current;
    if (!element || !projection) return;
    const { width, height, values } = projection;
    element.width = width;
    element.height = height;
    const image = new ImageData(width, height);
    const raster = { data: values, base: 0, stepX: 1, stepY: width, width, height, channels: 1 as const };
    const out = new Uint32Array(image.data.buffer);
    petPixels(raster, { factor, top, palette: colormap(petct.petColors) }, out);
    element.getContext('2d')!.putImageData(image, 0, 0);
  }, [projection, factor, top, petct.petColors]);
  const light = petct.petColors === 'inverted-grey';
  const oriented = app.pet?.volume.grid.oriented ?? false;
  const sides = LETTERS[Math.floor(((petct.mipAngle + 45) % 360) / 45) % 8]!;
  return (
    <section className="petct-pane" data-light={light || undefined} aria-label={t('petct.mip')}>
      <div className="petct-canvas">
        <canvas ref={canvas} className="petct-mip" role="img" aria-label={t('petct.mip')} />
      </div>
      <div className="corner" data-at="tl">
        <div>
          <strong>PET</strong> {t('petct.mip')}
        </div>
        <div className="dim">{t('petct.mipAngle', { angle: petct.mipAngle })}</div>
      </div>
      {oriented && (
        <>
          <span className="letter" data-at="left">
            {sides[0]}
          </span>
          <span className="letter" data-at="right">
            {sides[1]}
          </span>
        </>
      )}
      <ColorBar fills={paletteFills(petct.petColors)} ticks={suvTicks(top)} title={unit} light={light} />
      <div className="petct-turn">
        <Slider
          label={t('petct.turn')}
          value={petct.mipAngle}
          max={350}
          step={10}
          text={`${petct.mipAngle}°`}
          width={280}
          onChange={(angle) => invoke(app, 'petct-mip-angle', angle)}
        />
      </div>
    </section>
  );
}

/** The projection for an angle; the one before stays until it is there. Those made are kept. */
function useProjection(angle: number, pet: string): Projection | null {
  const app = useApp();
  const made = useRef({ pet: '', byAngle: new Map<number, Projection>() });
  const [shown, setShown] = useState<Projection | null>(null);
  useEffect(() => {
    if (made.current.pet !== pet) made.current = { pet, byAngle: new Map() };
    const { byAngle } = made.current;
    const known = byAngle.get(angle);
    if (known) {
      setShown(known);
      return;
    }
    let current = true;
    void app.workers.pet.api.project({ angle: (angle * Math.PI) / 180 }).then((projection) => {
      byAngle.set(angle, projection);
      if (current) setShown(projection);
    });
    return () => {
      current = false;
    };
  }, [app, angle, pet]);
  return shown;
}
