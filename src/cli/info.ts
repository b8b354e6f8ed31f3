import { voxelCount } from '../core/grid.ts';
import { nativePlane, planeOf } from '../core/plane.ts';
import type { SuvKind } from '../core/suv/bodyMeasure.ts';
import { suvFactor } from '../core/suv/suvFactor.ts';
import { valueAt, type Volume } from '../core/volume.ts';
import { type CliCommand, UsageError } from './command.ts';
import { readVolumes } from './readInput.ts';
import { warningText } from '../core/warning.ts';

/** What a file holds: geometry, values, and what the reader had to assume. */
export const info: CliCommand = {
  name: 'info',
  summary: 'Tell what image files hold: size, spacing, orientation, values.',
  operands: 'PATH...',
  options: [{ name: 'json', summary: 'Write a JSON list instead of text.' }],
  async run(args, terminal) {
    if (args.operands.length === 0) throw new UsageError('Name a file, or the folder of a DICOM series.');
    const facts = [];
    for (const path of args.operands) facts.push(...(await readVolumes(path)).map((v) => factsOf(path, v)));
    if (args.flag('json')) terminal.out(JSON.stringify(facts, null, 2));
    else terminal.out(facts.map(asText).join('\n\n'));
  },
};

interface Facts {
  readonly path: string;
  readonly name: string;
  readonly modality: string;
  /** Voxels along i, j, k. */
  readonly size: readonly number[];
  readonly channels: number;
  /** mm along i, j, k; `spacingTrust` says how far to believe it. */
  readonly spacing: readonly number[];
  readonly spacingTrust: string;
  /** mm, LPS. */
  readonly origin: readonly number[];
  readonly direction: readonly number[];
  readonly plane: string;
  /** Patient letters of the native plane: screen left, right, top, bottom. */
  readonly letters: string | null;
  readonly type: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly window: { readonly center: number; readonly width: number };
  /** Frame of Reference UID. */
  readonly frame: string | null;
  /** Of a PET: factors from its values to SUV (null: not to be had), and what body weight SUV lacks. */
  readonly suv: (Readonly<Record<SuvKind, number | null>> & { readonly missing: readonly string[] }) | null;
  readonly about: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

function factsOf(path: string, v: Volume): Facts {
  let low = Infinity;
  let high = -Infinity;
  for (let e = 0; e < voxelCount(v.grid); e++) {
    const value = valueAt(v, e);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const plane = nativePlane(v.grid);
  const { letters } = planeOf(v.grid, plane);
  return {
    path,
    name: v.name,
    modality: v.modality,
    size: v.grid.size,
    channels: v.channels,
    spacing: v.grid.spacing,
    spacingTrust: v.grid.spacingTrust,
    origin: v.grid.origin,
    direction: v.grid.direction,
    plane,
    letters: letters && `${letters.left} ${letters.right} ${letters.top} ${letters.bottom}`,
    type: v.voxels.constructor.name.replace('Array', '').toLowerCase(),
    unit: v.unit,
    low,
    high,
    window: v.window,
    frame: v.frame ?? null,
    suv: suvOf(v),
    about: v.about,
    warnings: v.warnings.map(warningText),
  };
}

function suvOf({ pet }: Volume): Facts['suv'] {
  if (!pet) return null;
  const factor = (kind: SuvKind) => {
    const suv = suvFactor(pet, {}, kind);
    return suv.ok ? suv.factor : null;
  };
  const bw = suvFactor(pet, {}, 'bw');
  return {
    bw: factor('bw'),
    lbm: factor('lbm'),
    lbmJanma: factor('lbmJanma'),
    bsa: factor('bsa'),
    missing: bw.ok ? [] : bw.missing,
  };
}

/** The factor of SUV by body weight, or what it lacks. */
const suvText = ({ bw, missing }: NonNullable<Facts['suv']>): string =>
  bw === null
    ? `none${missing.length ? `; not given: ${missing.join(', ')}` : ''}`
    : `${bw} x value (body weight, g/mL)`;

const list = (numbers: readonly number[], by = ' x ') => numbers.map((n) => +n.toFixed(4)).join(by);

function asText(f: Facts): string {
  const spacing =
    f.spacingTrust === 'unknown'
      ? 'unknown'
      : `${list(f.spacing)} mm${f.spacingTrust === 'known' ? '' : ' (estimated)'}`;
  const rows: [string, string][] = [
    ['image', f.modality ? `${f.name} (${f.modality})` : f.name],
    ['size', `${list(f.size)} voxels${f.channels === 3 ? ', colour' : ''}, ${f.type}`],
    ['spacing', spacing],
    ['origin', `${list(f.origin, ', ')} mm, LPS`],
    ['orientation', f.letters ? `${f.plane}; left, right, top, bottom: ${f.letters}` : 'unknown'],
    ['values', `${list([f.low, f.high], ' to ')} ${f.unit}`.trimEnd()],
    ['window', `width ${+f.window.width.toFixed(2)}, centre ${+f.window.center.toFixed(2)}`],
    ...(f.suv ? [['SUV', suvText(f.suv)] satisfies [string, string]] : []),
    ...f.warnings.map((w): [string, string] => ['note', w]),
  ];
  return [f.path, ...rows.map(([name, text]) => `  ${name.padEnd(13)}${text}`)].join('\n');
}
