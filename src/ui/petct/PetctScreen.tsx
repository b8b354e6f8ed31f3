import { useEffect } from 'react';
import { planeOf } from '../../core/plane.ts';
import { useT } from '../i18n/useT.ts';
import { Notices } from '../stage/Notices.tsx';
import '../styles/petct.css';
import { useApp, useAppState } from '../useApp.ts';
import { AlignmentBadge } from './AlignmentBadge.tsx';
import { AddPet } from './AddPet.tsx';
import { MipView } from './MipView.tsx';
import { Pane } from './Pane.tsx';
import { panesOf } from './paneViews.ts';
import { PetctInspector } from './PetctInspector.tsx';
import { PetctOptions } from './PetctOptions.tsx';

/** PET/CT: rows CT, PET, fused by axial, sagittal, coronal, and what SUV is made of. */
export function PetctScreen() {
  const app = useApp();
  const t = useT();
  const layout = useAppState((s) => s.petct.layout);
  const has = useAppState((s) => s.petct.pet !== null);
  const name = useAppState((s) => s.current?.name ?? '');
  useEffect(() => {
    document.title = `${t('mode.petct')} – ${name} – Limn`;
    return () => {
      document.title = 'Limn';
    };
  }, [t, name]);
  useEffect(
    () => () => {
      // Correct goes on where the crosshair was left
      const doc = app.document;
      const { petct, view } = app.store.getState();
      if (!doc || !petct.pet) return;
      const plane = planeOf(doc.volume.grid, view.plane);
      const along = petct.cross[plane.axes[2]]!;
      app.store.setState({ view: { ...view, slice: plane.flips[2] ? plane.slices - 1 - along : along } });
    },
    [app],
  );
  const panes = panesOf(layout);
  return (
    <div className="petct">
      <h1 className="sr-only">{t('petct.title', { name })}</h1>
      {has ? (
        <>
          <div className="petct-main">
            <div className="petct-bar">
              <PetctOptions />
              <AlignmentBadge />
            </div>
            <div className="petct-panes" data-layout={layout}>
              {panes.map(({ row, plane }, n) => (
                <Pane
                  key={`${row} ${plane}`}
                  row={row}
                  plane={plane}
                  first={layout === 'axial' || n % 3 === 0}
                  last={layout === 'axial' || n % 3 === 2}
                />
              ))}
              {layout === 'mip' && <MipView />}
              <Notices />
            </div>
          </div>
          <PetctInspector />
        </>
      ) : (
        <AddPet />
      )}
    </div>
  );
}
