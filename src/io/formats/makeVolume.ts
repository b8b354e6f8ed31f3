import type { Grid } from '../../core/grid.ts';
import type { PetFacts } from '../../core/suv/petFacts.ts';
import type { Unit, Volume, Voxels, Window } from '../../core/volume.ts';
import { autoWindow } from '../autoWindow.ts';
import { newId } from '../newId.ts';
import { type Warning, warningText } from '../../core/warning.ts';

/** What a reader knows of an image; everything else takes the usual value. */
export interface VolumeFacts {
  readonly name: string;
  readonly grid: Grid;
  readonly voxels: Voxels;
  readonly channels?: 1 | 3;
  readonly modality?: string;
  readonly slope?: number;
  readonly intercept?: number;
  readonly unit?: Unit;
  readonly window?: Window | null;
  /** Stored value of voxels outside the scan, left out of the automatic window. */
  readonly padding?: number | null;
  readonly about?: Readonly<Record<string, string>>;
  readonly warnings?: readonly Warning[];
  /** '' where the file names none. */
  readonly frame?: string;
  readonly pet?: PetFacts | null;
}

/** A Volume with a new id. Colour pictures whose channels are all equal become grey. */
export function makeVolume(facts: VolumeFacts): Volume {
  const collapse = facts.channels === 3 && isGrey(facts.voxels);
  const image = {
    voxels: collapse ? firstOfThree(facts.voxels) : facts.voxels,
    channels: collapse ? 1 : (facts.channels ?? 1),
    slope: facts.slope ?? 1,
    intercept: facts.intercept ?? 0,
    unit: facts.unit ?? '',
  } as const;
  const about = Object.entries(facts.about ?? {}).filter(([, text]) => text !== '');
  return {
    id: newId(),
    name: facts.name,
    modality: facts.modality ?? '',
    grid: facts.grid,
    ...image,
    window: facts.window ?? autoWindow(image, facts.padding),
    about: Object.fromEntries(about),
    warnings: unlike(facts.warnings ?? []),
    ...(facts.frame ? { frame: facts.frame } : {}),
    ...(facts.pet ? { pet: facts.pet } : {}),
  };
}

/** Each warning once, however many of the files gave it. */
const unlike = (warnings: readonly Warning[]): Warning[] => [
  ...new Map(warnings.map((w) => [warningText(w), w])).values(),
];

function isGrey(rgb: Voxels): boolean {
  for (let p = 0; p < rgb.length; p += 3) if (rgb[p] !== rgb[p + 1] || rgb[p] !== rgb[p + 2]) return false;
  return true;
}

function firstOfThree(rgb: Voxels): Uint8Array {
  const out = new Uint8Array(rgb.length / 3);
  for (let n = 0; n < out.length; n++) out[n] = rgb[3 * n]!;
  return out;
}
