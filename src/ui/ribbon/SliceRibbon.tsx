import { useCallback } from 'react';
import { planeOf } from '../../core/plane.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { CommandIcon } from '../parts/CommandButton.tsx';
import { ChevronLeftIcon, ChevronRightIcon } from '../parts/icons.ts';
import { NumberField } from '../parts/NumberField.tsx';
import { useApp, useAppState, useDocument } from '../useApp.ts';
import { SliceBars } from './SliceBars.tsx';

/** The stack at a glance: one bar a slice, where the active label lies and where you corrected. */
export function SliceRibbon() {
  const t = useT();
  const doc = useDocument();
  const planeName = useAppState((s) => s.view.plane);
  if (!doc) return null;
  const { slices } = planeOf(doc.volume.grid, planeName);
  // a single picture has no stack: the stage takes the room
  if (slices === 1) return null;
  return (
    <div className="ribbon" role="group" aria-label={t('ribbon.label')}>
      <SliceStep slices={slices} />
      <AreaBars slices={slices} />
      <div className="legend">
        <span>
          <i data-bar />
          {t('ribbon.area')}
        </span>
        <span>
          <i />
          {t('ribbon.corrected')}
        </span>
      </div>
    </div>
  );
}

/** To the neighbours, and to any slice by its number. */
export function SliceStep({ slices }: { slices: number }) {
  const t = useT();
  return (
    <div className="ribbon-step">
      <CommandIcon command="previous-slice" icon={ChevronLeftIcon} size="control" edge />
      <SliceNumber slices={slices} />
      <span className="small faint">{t('ribbon.of', { n: decimal(slices) })}</span>
      <CommandIcon command="next-slice" icon={ChevronRightIcon} size="control" edge />
    </div>
  );
}

/** Area of the active label, and where a person decided anything. */
function AreaBars({ slices }: { slices: number }) {
  const label = useAppState((s) => s.activeLabel);
  const tally = useAppState((s) => s.tally);
  const area = useCallback((w: number) => tally?.perSlice[256 * w + label] ?? 0, [tally, label]);
  const decided = useCallback((w: number) => tally?.decided[w] ?? 0, [tally]);
  return <SliceBars slices={slices} height={area} mark={decided} />;
}

function SliceNumber({ slices }: { slices: number }) {
  const app = useApp();
  const t = useT();
  const slice = useAppState((s) => s.view.slice);
  return (
    <NumberField
      label={t('ribbon.number')}
      value={slice + 1}
      min={1}
      max={slices}
      onChange={(n) => invoke(app, 'go-to-slice', Math.round(n) - 1)}
    />
  );
}
