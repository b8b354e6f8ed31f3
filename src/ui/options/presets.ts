import type { Volume, Window } from '../../core/volume.ts';
import type { TextKey } from '../i18n/useT.ts';

/** CT windows by the command that sets them; the same figures as in the commands. */
export const PRESETS: readonly { readonly command: string; readonly name: TextKey; readonly window: Window }[] = [
  { command: 'preset-1', name: 'preset.soft', window: { width: 400, center: 40 } },
  { command: 'preset-2', name: 'preset.lung', window: { width: 1500, center: -600 } },
  { command: 'preset-3', name: 'preset.liver', window: { width: 150, center: 90 } },
  { command: 'preset-4', name: 'preset.bone', window: { width: 2500, center: 480 } },
  { command: 'preset-5', name: 'preset.brain', window: { width: 80, center: 40 } },
];

const same = (a: Window, b: Window): boolean => a.width === b.width && a.center === b.center;

/** Command of the preset that a window equals: a CT preset, the file's own, or none. */
export function presetOf(window: Window, volume: Volume): string | null {
  const known = volume.unit === 'HU' ? PRESETS.find((p) => same(p.window, window)) : undefined;
  return known?.command ?? (same(window, volume.window) ? 'preset-auto' : null);
}
