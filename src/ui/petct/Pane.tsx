import { useEffect, useRef } from 'react';
import { fusedKey } from '../../state/fusion.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { ScaleBar } from '../stage/ScaleBar.tsx';
import { useApp, useAppValues } from '../useApp.ts';
import { useElementSize } from '../useElementSize.ts';
import { ColorBar } from './ColorBar.tsx';
import { GREY_FILLS, paletteFills, plainTicks, suvTicks } from './colorScale.ts';
import { paneViewport } from './drawPane.ts';
import { listenToPane } from './listenToPane.ts';
import { NotAligned } from './NotAligned.tsx';
import { colorsOf, petScale } from './panePicture.ts';
import { type PaneKind, sliceOf } from './paneViews.ts';
import { usePane } from './usePane.ts';

interface Props extends PaneKind {
  /** The first pane of a row tells its scale in words, the last one has the colour bar. */
  readonly first: boolean;
  readonly last: boolean;
}

const SIDES = ['left', 'right', 'top', 'bottom'] as const;

/** One view of the pair: a slice of the CT, of the PET, or of both. */
export function Pane(props: Props) {
  const app = useApp();
  const t = useT();
  const { row, plane } = props;
  // what decides whether and which slice is shown
  useAppValues(({ petct, current }) => [petct.cross, petct.pet, petct.zoom, petct.pixels, current?.id]);
  const at = sliceOf(app, props);
  const light = useAppValues((s) => row === 'pet' && s.petct.petColors === 'inverted-grey');
  const name = `${t(`petct.row.${row}`)} ${t(`plane.${plane}`).toLowerCase()}`;
  return (
    <section className="petct-pane" data-light={light || undefined} aria-label={name}>
      {at ? <Slice {...props} name={name} light={light} /> : row === 'fused' && <NotAligned />}
    </section>
  );
}

function Slice({ row, plane, first, last, name, light }: Props & { readonly name: string; readonly light: boolean }) {
  const app = useApp();
  const t = useT();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const size = useElementSize(frame);
  const { petct, window } = useAppValues((s) => ({ petct: s.petct, window: s.view.window }));
  usePane(canvas, { row, plane });
  useEffect(() => listenToPane(frame.current!, app, { row, plane }), [app, row, plane]);
  const at = sliceOf(app, { row, plane });
  if (!at) return null;
  const learned = row === 'fused' && petct.fusion.show === 'learned';
  const { letters, slices, spacing } = at.plane;
  const scale = petScale(petct);
  const view = paneViewport(at, petct.zoom, size);
  const trust = app.document!.volume.grid.spacingTrust;
  return (
    <>
      <div
        ref={frame}
        className="petct-canvas"
        // an application is operated with the keyboard, so it takes the focus
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="application"
        aria-label={name}
        data-cross={at.cross?.join(' ')}
      >
        <canvas ref={canvas} aria-hidden />
      </div>
      <div className="corner" data-at="tl">
        <div>
          <strong>{t(`petct.row.${row}`)}</strong> {t(`plane.${plane}`).toLowerCase()}
        </div>
        {first && row === 'ct' && (
          <div>
            <span className="dim">W</span> {decimal(window.width)} <span className="dim">L</span>{' '}
            {decimal(window.center)}
          </div>
        )}
        {first && row === 'pet' && (
          <div className="dim">{`${scale.unit} 0 – ${decimal(scale.top, scale.top % 1 ? 1 : 0)}`}</div>
        )}
        {first && learned && <div className="dim">{t('petct.fusion.learned').toLowerCase()}</div>}
        {first && row === 'fused' && !learned && (
          <div className="dim">{t('petct.blendOf', { part: Math.round(100 * petct.blend) })}</div>
        )}
        {at.own && <div className="petct-own">{t('petct.own')}</div>}
      </div>
      {row === 'ct' && first && (
        <div className="corner" data-at="bl">
          <ScaleBar unitsPerPixel={spacing[0] / view.scale[0]} trust={trust} />
        </div>
      )}
      <div className="corner" data-at="br">
        <div>{t('stage.slice', { n: at.slice + 1, of: slices })}</div>
      </div>
      {letters &&
        SIDES.map((side) => (
          <span
            key={side}
            className="letter"
            data-at={side}
            role="img"
            aria-label={t(`letter.${letters[side]}` as 'letter.R')}
          >
            {letters[side]}
          </span>
        ))}
      {last && row !== 'ct' && !learned && (
        <ColorBar
          fills={paletteFills(colorsOf(row, petct))}
          ticks={suvTicks(scale.top)}
          title={scale.unit}
          light={light}
        />
      )}
      {last && learned && <ColorBar fills={GREY_FILLS} ticks={plainTicks(t)} title={t('petct.noUnit')} light={false} />}
      {learned && !app.pet?.fused.has(fusedKey(plane, at.slice)) && (
        <div className="petct-waiting">{t('petct.figures.waiting')}</div>
      )}
      {learned && (
        <div className="petct-stamp">
          {t('petct.derived')}
          <span>{t('petct.derived.note')}</span>
        </div>
      )}
    </>
  );
}
