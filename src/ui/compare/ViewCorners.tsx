import { planeOf } from '../../core/plane.ts';
import { fitZoom } from '../../state/fitZoom.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { ScaleBar } from '../stage/ScaleBar.tsx';
import { useApp, useAppState, useDocument } from '../useApp.ts';

/** Bottom left: window and scale. Bottom right: the slice. */
export function ViewCorners() {
  const app = useApp();
  const t = useT();
  const doc = useDocument();
  const { window, plane: name, slice, zoom } = useAppState((s) => s.view);
  useAppState((s) => s.stage);
  if (!doc) return null;
  const { grid } = doc.volume;
  const plane = planeOf(grid, name);
  const digits = window.width < 10 ? 2 : 0;
  return (
    <>
      <div className="corner pane-view" data-at="bl">
        <div>
          <span className="dim">W</span> {decimal(window.width, digits)}
          {'\u2002'}
          <span className="dim">L</span> {decimal(window.center, digits)}
        </div>
        <ScaleBar unitsPerPixel={plane.spacing[0] / (zoom || fitZoom(app))} trust={grid.spacingTrust} />
      </div>
      {plane.slices > 1 && (
        <div className="corner" data-at="br">
          {t('stage.slice', { n: slice + 1, of: plane.slices })}
        </div>
      )}
    </>
  );
}
