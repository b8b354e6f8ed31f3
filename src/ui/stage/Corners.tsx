import { planeOf } from '../../core/plane.ts';
import { fitZoom } from '../../state/fitZoom.ts';
import { decimal, greyValue } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
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

/** Bottom right: what lies under the pointer, and the slice. Renders at every movement; nothing else does. */
function ProbeCorner() {
  const t = useT();
  const doc = useDocument();
  const probe = useAppState((s) => s.probe);
  const label = useAppState((s) => s.labels.find((l) => l.value === s.probe?.label)?.name);
  const [planeName, slice] = useAppValues((s) => [s.view.plane, s.view.slice] as const);
  if (!doc) return null;
  const { slices } = planeOf(doc.volume.grid, planeName);
  const [x, y, z] = probe?.voxel ?? [];
  const unit = doc.volume.unit;
  return (
    <div className="corner" data-at="br">
      {probe && (
        <>
          {label && <div>{label}</div>}
          <div className="dim">{[`x ${x! + 1}`, `y ${y! + 1}`, ...(slices > 1 ? [`z ${z! + 1}`] : [])].join(GAP)}</div>
          <div>
            {probe.rgb ? `R ${probe.rgb[0]} G ${probe.rgb[1]} B ${probe.rgb[2]}` : greyValue(probe.value)}
            {!probe.rgb && unit && ` ${unit}`}
          </div>
        </>
      )}
      {slices > 1 && <div>{t('stage.slice', { n: slice + 1, of: slices })}</div>}
    </div>
  );
}
