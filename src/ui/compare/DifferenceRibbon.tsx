import { useCallback } from 'react';
import { planeOf } from '../../core/plane.ts';
import { useT } from '../i18n/useT.ts';
import { SliceBars } from '../ribbon/SliceBars.tsx';
import { SliceStep } from '../ribbon/SliceRibbon.tsx';
import { useAppState, useDocument } from '../useApp.ts';

/** The stack at a glance: one bar a slice, as high as many pixels differ. */
export function DifferenceRibbon() {
  const t = useT();
  const doc = useDocument();
  const plane = useAppState((s) => s.view.plane);
  const differing = useAppState((s) => s.compare.differing);
  const corrected = useAppState((s) => s.compare.slices.corrected);
  const height = useCallback((w: number) => differing?.[w] ?? 0, [differing]);
  const mark = useCallback((w: number) => (corrected.includes(w) ? 1 : 0), [corrected]);
  if (!doc) return null;
  const { slices } = planeOf(doc.volume.grid, plane);
  if (slices === 1) return null;
  return (
    <div className="ribbon" role="group" aria-label={t('ribbon.label')}>
      <SliceStep slices={slices} />
      <SliceBars slices={slices} height={height} mark={mark} />
      <div className="legend">
        <span>
          <i data-bar />
          {t('compare.differing')}
        </span>
        <span>
          <i />
          {t('ribbon.corrected')}
        </span>
      </div>
    </div>
  );
}
