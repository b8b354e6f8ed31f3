import { useEffect, useRef } from 'react';
import { planeOf } from '../../core/plane.ts';
import { fitZoom } from '../../state/fitZoom.ts';
import { decimal, greyValue } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import type { App } from '../../state/app.ts';
import type { Probe } from '../../state/appState.ts';
import type { Document } from '../../state/document.ts';
import { Icon } from '../parts/Icon.tsx';
import { EyeIcon, EyeOffIcon } from '../parts/icons.ts';
import { useApp, useAppState, useAppValues, useDocument } from '../useApp.ts';
import { ScaleBar } from './ScaleBar.tsx';
import { fileFacts } from './fileFacts.ts';

/** An en space: two plain ones would be drawn as one. */
const GAP = '\u2002';

/** What is written in the corners of the stage, as on any reading station. */
export const Corners = () => (
  <>
    <FileCorner />
    <ViewCorner />
    <ProbeCorner />
  </>
);

/** Top left: file, patient and study where the file has them, plane and slice thickness. */
function FileCorner() {
  const app = useApp();
  const t = useT();
  const doc = useDocument();
  const name = useAppState((s) => s.current?.name ?? '');
  const planeName = useAppState((s) => s.view.plane);
  const hidden = useAppState((s) => s.settings.hidePatient);
  if (!doc) return null;
  const { grid } = doc.volume;
  const plane = planeOf(grid, planeName);
  const facts = fileFacts(doc.volume);
  const comma = t('text.comma');
  const named = facts.patient.length > 0;
  const origin = facts.drawn ? t('stage.drawn') : named ? '' : t('stage.noPatient', { format: facts.format });
  const thickness =
    grid.spacingTrust === 'unknown'
      ? ''
      : `${grid.spacingTrust === 'estimated' ? '≈ ' : ''}${decimal(plane.spacing[2], 1)} mm`;
  return (
    <div className="corner" data-at="tl">
      <div>{name}</div>
      {named && (
        <div>
          {hidden ? t('stage.patientHidden') : facts.patient.join(comma)}
          <button
            type="button"
            className="corner-button"
            aria-label={t(hidden ? 'stage.showPatient' : 'stage.hidePatient')}
            onClick={() => invoke(app, 'hide-patient')}
          >
            <Icon of={hidden ? EyeOffIcon : EyeIcon} size={14} />
          </button>
        </div>
      )}
      <div className="dim">{[...facts.study, origin].filter(Boolean).join(comma)}</div>
      {grid.size[2] > 1 ? (
        <div className="dim">{[t(`plane.${planeName}`).toLowerCase(), thickness].filter(Boolean).join(comma)}</div>
      ) : (
        <div className="dim">
          {decimal(plane.width)} × {decimal(plane.height)}
        </div>
      )}
    </div>
  );
}

/** Bottom left: window, zoom, scale. */
function ViewCorner() {
  const app = useApp();
  const t = useT();
  const doc = useDocument();
  const window = useAppState((s) => s.view.window);
  const zoom = useAppState((s) => (s.current ? s.view.zoom || fitZoom(app) : 1));
  const planeName = useAppState((s) => s.view.plane);
  if (!doc) return null;
  const { grid } = doc.volume;
  const step = planeOf(grid, planeName).spacing[0];
  const digits = window.width < 10 ? 2 : 0;
  return (
    <div className="corner" data-at="bl">
      <div>
        <span className="dim">W</span> {decimal(window.width, digits)}
        {GAP}
        <span className="dim">L</span> {decimal(window.center, digits)}
      </div>
      <div>
        <span className="dim">{t('stage.zoom')}</span> {decimal(zoom * 100)} %
      </div>
      <ScaleBar unitsPerPixel={step / zoom} trust={grid.spacingTrust} />
    </div>
  );
}

/** Bottom right: what lies under the pointer, and the slice. */
function ProbeCorner() {
  const t = useT();
  const doc = useDocument();
  const [planeName, slice] = useAppValues((s) => [s.view.plane, s.view.slice] as const);
  if (!doc) return null;
  const { slices } = planeOf(doc.volume.grid, planeName);
  return (
    <div className="corner" data-at="br">
      <Readings />
      {slices > 1 && <div>{t('stage.slice', { n: slice + 1, of: slices })}</div>}
    </div>
  );
}

/** Written without a render: they follow the pointer. */
function Readings() {
  const app = useApp();
  const label = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const value = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const lines = [label.current!, place.current!, value.current!];
    const write = () => {
      const { probe } = app.store.getState();
      const texts = probe && app.document ? readings(app, app.document, probe) : [];
      lines.forEach((line, n) => {
        const text = texts[n] ?? '';
        if (line.textContent === text) return;
        line.textContent = text;
        line.hidden = text === '';
      });
    };
    write();
    return app.store.subscribe((now, before) => {
      if (now.probe !== before.probe || now.labels !== before.labels) write();
    });
  }, [app]);
  return (
    <>
      <div ref={label} hidden />
      <div ref={place} className="dim" hidden />
      <div ref={value} hidden />
    </>
  );
}

/** Label, place from 1 on, and value. */
function readings(app: App, { volume }: Document, { voxel: [x, y, z], rgb, value, label }: Probe): readonly string[] {
  const { view, labels } = app.store.getState();
  const { slices } = planeOf(volume.grid, view.plane);
  const name = labels.find((l) => l.value === label)?.name ?? '';
  const place = [`x ${x + 1}`, `y ${y + 1}`, ...(slices > 1 ? [`z ${z + 1}`] : [])].join(GAP);
  if (rgb) return [name, place, `R ${rgb[0]} G ${rgb[1]} B ${rgb[2]}`];
  return [name, place, volume.unit ? `${greyValue(value)} ${volume.unit}` : greyValue(value)];
}
