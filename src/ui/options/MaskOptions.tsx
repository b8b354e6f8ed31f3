import { planeOf } from '../../core/plane.ts';
import type { ToolOptions } from '../../state/appState.ts';
import { decimal, lengthUnit } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { CheckBox } from '../parts/CheckBox.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { Slider } from '../parts/Slider.tsx';
import { useApp, useAppState, useDocument } from '../useApp.ts';
import { LabelSelect } from './LabelSelect.tsx';

function useSetOption(): (change: Partial<ToolOptions>) => void {
  const app = useApp();
  return (change) => invoke(app, 'set-option', change);
}

export const PaintOptions = () => (
  <>
    <LabelSelect />
    <SizeOption />
    <ShapeOption />
    <RangeOption />
  </>
);

export const EraserOptions = () => (
  <>
    <SizeOption />
    <ShapeOption />
    <EraseOption />
  </>
);

export const FillOptions = () => (
  <>
    <LabelSelect />
    <ToleranceOption />
    <ThroughOption />
  </>
);

/** Brush diameter. The slider's travel is quadratic, so that small brushes can be set finely. */
function SizeOption() {
  const t = useT();
  const set = useSetOption();
  const doc = useDocument();
  const size = useAppState((s) => s.options.size);
  const planeName = useAppState((s) => s.view.plane);
  if (!doc) return null;
  const plane = planeOf(doc.volume.grid, planeName);
  const across = Math.min(plane.width * plane.spacing[0], plane.height * plane.spacing[1]);
  const largest = Math.max(10, Math.min(500, Math.round(across / 2)));
  const travel = (v: number) => Math.round(100 * Math.sqrt(Math.max(0, v - 1) / (largest - 1)));
  const sizeAt = (x: number) => Math.round(1 + (largest - 1) * (x / 100) ** 2);
  const text = `${decimal(size)} ${lengthUnit(doc.volume.grid)}`;
  const move = (x: number) => {
    const next = sizeAt(x);
    // one arrow step always changes the size by one at least
    set({ size: next !== size ? next : Math.max(1, size + Math.sign(x - travel(size))) });
  };
  return (
    <span className="option">
      {t('options.size')}
      <Slider label={t('options.size')} max={100} value={travel(size)} text={text} onChange={move} />
      <span className="option-value">{text}</span>
    </span>
  );
}

function ShapeOption() {
  const t = useT();
  const set = useSetOption();
  const shape = useAppState((s) => s.options.shape);
  const doc = useDocument();
  if (!doc || doc.volume.grid.size[2] === 1) return null;
  return (
    <Segmented
      label={t('options.shape')}
      value={shape}
      choices={[
        { value: 'disc', name: t('options.disc') },
        { value: 'ball', name: t('options.ball') },
      ]}
      onChange={(next) => set({ shape: next })}
    />
  );
}

/** Paint only voxels whose value lies in a range. */
function RangeOption() {
  const t = useT();
  const set = useSetOption();
  const range = useAppState((s) => s.options.paintOnly);
  const unit = useDocument()?.volume.unit ?? '';
  return (
    <span className="option">
      <CheckBox checked={range.on} onChange={(on) => set({ paintOnly: { ...range, on } })}>
        {t('options.paintOnly')}
      </CheckBox>
      <NumberField
        label={t('options.low')}
        value={range.low}
        max={range.high}
        onChange={(low) => set({ paintOnly: { on: true, low, high: range.high } })}
      />
      {t('options.to')}
      <NumberField
        label={t('options.high')}
        value={range.high}
        min={range.low}
        onChange={(high) => set({ paintOnly: { on: true, low: range.low, high } })}
      />
      {unit}
    </span>
  );
}

function EraseOption() {
  const t = useT();
  const set = useSetOption();
  const erase = useAppState((s) => s.options.erase);
  return (
    <span className="option">
      {t('options.erase')}
      <Segmented
        label={t('options.erase')}
        value={erase}
        choices={[
          { value: 'active', name: t('options.eraseActive') },
          { value: 'any', name: t('options.eraseAny') },
        ]}
        onChange={(next) => set({ erase: next })}
      />
    </span>
  );
}

function ToleranceOption() {
  const t = useT();
  const set = useSetOption();
  const doc = useDocument();
  const tolerance = useAppState((s) => s.options.tolerance);
  const window = useAppState((s) => s.view.window.width);
  const unit = doc?.volume.unit ?? '';
  const text = `± ${decimal(tolerance)}${unit && ` ${unit}`}`;
  return (
    <span className="option">
      {t('options.tolerance')}
      <Slider
        label={t('options.tolerance')}
        max={Math.max(100, Math.round(window / 2))}
        value={tolerance}
        text={text}
        onChange={(next) => set({ tolerance: next })}
      />
      <span className="option-value">{text}</span>
    </span>
  );
}

function ThroughOption() {
  const t = useT();
  const set = useSetOption();
  const through = useAppState((s) => s.options.fillThrough);
  const doc = useDocument();
  if (!doc || doc.volume.grid.size[2] === 1) return null;
  return (
    <span className="option">
      <CheckBox checked={through} onChange={(fillThrough) => set({ fillThrough })}>
        {t('options.through')}
      </CheckBox>
    </span>
  );
}
