import type { PlanLabel } from '../plan.ts';
import type { Section } from './blob.ts';
import type { TubePoint } from './tube.ts';

/**
 * The chest in mm: x to the patient's left, y to posterior, z to superior, (0, 0) the middle of the picture.
 * z runs from the upper abdomen (0) to the lower neck (240). CT of a PET/CT, without contrast: HU.
 * `suv` is the tracer's uptake (18F-FDG) relative to an even spread over the body, g/mL.
 */
interface Tissue {
  readonly hu: number;
  readonly suv: number;
  /** Label value; 0 = not part of the truth, and takes its place out of it. */
  readonly label: number;
}

export interface ThoraxOrgan extends Tissue {
  readonly name: string;
  readonly wobble: number;
  readonly cap: number;
  readonly sections: readonly Section[];
}

export interface ThoraxTube extends Tissue {
  readonly name: string;
  readonly points: readonly TubePoint[];
}

/** A ball of tumour: centre and radius in mm. */
export interface Lesion {
  readonly name: string;
  readonly center: readonly [number, number, number];
  readonly radius: number;
  readonly hu: number;
  readonly suv: number;
}

type Row = readonly [z: number, x: number, y: number, a: number, b: number, turn?: number];
const sections = (...rows: readonly Row[]): readonly Section[] =>
  rows.map(([z, x, y, a, b, turn = 0]) => ({ z, x, y, a, b, turn }));

export const LESION = 7;
export const BONE = 6;

export const THORAX_LABELS: readonly PlanLabel[] = [
  { value: 1, name: 'Right lung', color: [197, 165, 145] },
  { value: 2, name: 'Left lung', color: [172, 138, 115] },
  { value: 3, name: 'Heart', color: [206, 110, 84] },
  { value: 4, name: 'Aorta', color: [224, 97, 76] },
  { value: 5, name: 'Liver', color: [221, 130, 101] },
  { value: BONE, name: 'Bone', color: [241, 214, 145] },
  { value: LESION, name: 'Lesion', color: [144, 238, 144] },
];

export const SKIN: Tissue = { hu: 15, suv: 0.5, label: 0 };
export const FAT: Tissue = { hu: -104, suv: 0.25, label: 0 };
export const MUSCLE: Tissue = { hu: 52, suv: 0.7, label: 0 };
export const COUCH: Tissue = { hu: 40, suv: 0, label: 0 };
export const MARROW = 1.3;

const LUNG = { hu: -840, suv: 0.4, wobble: 0.03 };

/** In the order in which they are drawn: later ones lie over earlier ones. */
export const THORAX_ORGANS: readonly ThoraxOrgan[] = [
  {
    name: 'Mediastinum',
    hu: 6,
    suv: 0.9,
    label: 0,
    wobble: 0.06,
    cap: 20,
    sections: sections(
      [20, 0, 20, 40, 36],
      [90, 0, 6, 40, 44],
      [130, 0, 0, 34, 46],
      [190, 0, 2, 30, 44],
      [250, 0, 2, 34, 42],
    ),
  },
  {
    name: 'Right lung',
    ...LUNG,
    label: 1,
    cap: 14,
    sections: sections(
      [8, -88, 34, 34, 30, -20],
      [36, -80, 10, 46, 54, -10],
      [100, -76, 2, 52, 66],
      [160, -68, 2, 48, 60],
      [200, -54, 6, 38, 46],
      [224, -44, 10, 26, 30],
    ),
  },
  {
    name: 'Left lung',
    ...LUNG,
    label: 2,
    cap: 14,
    sections: sections(
      [2, 90, 32, 34, 32, 20],
      [34, 84, 12, 42, 52, 10],
      [100, 78, 4, 48, 64],
      [160, 68, 4, 46, 58],
      [200, 54, 8, 37, 45],
      [224, 44, 12, 25, 29],
    ),
  },
  {
    name: 'Liver',
    hu: 58,
    suv: 2.2,
    label: 5,
    wobble: 0.03,
    cap: 16,
    sections: sections([-20, -50, -6, 82, 66, -6], [14, -58, -4, 68, 60], [40, -66, -6, 44, 40]),
  },
  {
    name: 'Spleen',
    hu: 50,
    suv: 1.8,
    label: 0,
    wobble: 0.05,
    cap: 12,
    sections: sections([-20, 96, 34, 30, 38], [12, 92, 36, 22, 28]),
  },
  {
    name: 'Stomach',
    hu: 28,
    suv: 1.1,
    label: 0,
    wobble: 0.05,
    cap: 12,
    sections: sections([-20, 48, -24, 40, 34], [14, 50, -16, 26, 24]),
  },
  {
    name: 'Heart',
    hu: 42,
    suv: 1.6,
    label: 3,
    wobble: 0.03,
    cap: 14,
    sections: sections(
      [40, 26, -28, 44, 30, 25],
      [70, 30, -28, 54, 42, 22],
      [100, 20, -28, 48, 40, 16],
      [122, 6, -26, 34, 30],
    ),
  },
  {
    name: 'Left ventricle',
    hu: 46,
    suv: 4.2,
    label: 3,
    wobble: 0.02,
    cap: 16,
    sections: sections([56, 48, -26, 24, 20, 30], [80, 42, -24, 29, 25, 30], [98, 36, -22, 24, 21, 25]),
  },
  {
    name: 'Ventricular cavity',
    hu: 40,
    suv: 1.6,
    label: 3,
    wobble: 0.02,
    cap: 12,
    sections: sections([62, 46, -26, 13, 10, 30], [82, 40, -24, 18, 14, 30], [104, 33, -20, 16, 13, 25]),
  },
  {
    name: 'Sternum',
    hu: 210,
    suv: 1,
    label: BONE,
    wobble: 0.05,
    cap: 6,
    sections: sections([70, 0, -79, 13, 5], [150, 0, -81, 16, 6], [212, 0, -76, 24, 7]),
  },
];

/** Blood 1.6, as in the heart. */
export const THORAX_TUBES: readonly ThoraxTube[] = [
  {
    name: 'Aorta',
    hu: 42,
    suv: 1.6,
    label: 4,
    points: [
      [2, -20, 108, 15],
      [-12, -22, 132, 15],
      [-8, -12, 158, 14],
      [10, 10, 170, 13],
      [26, 20, 158, 12],
      [31, 22, 110, 11.5],
      [27, 21, -20, 10.5],
    ],
  },
  {
    name: 'Superior vena cava',
    hu: 42,
    suv: 1.6,
    label: 0,
    points: [
      [-20, -14, 110, 9],
      [-22, -8, 210, 8.5],
    ],
  },
  {
    name: 'Trachea',
    hu: -960,
    suv: 0.1,
    label: 0,
    points: [
      [0, 8, 256, 8],
      [0, 14, 152, 8],
    ],
  },
  {
    name: 'Right bronchus',
    hu: -940,
    suv: 0.1,
    label: 0,
    points: [
      [0, 14, 152, 7],
      [-38, 18, 126, 5.5],
    ],
  },
  {
    name: 'Left bronchus',
    hu: -940,
    suv: 0.1,
    label: 0,
    points: [
      [0, 14, 152, 7],
      [44, 20, 122, 5],
    ],
  },
];

/** Hot lesions: in both lungs, a lymph node, a vertebra, the liver (hardly seen on the CT). */
export const THORAX_LESIONS: readonly Lesion[] = [
  { name: 'Right upper lobe', center: [-78, 0, 172], radius: 12, hu: 38, suv: 10 },
  { name: 'Left lower lobe', center: [88, 34, 62], radius: 8, hu: 34, suv: 7 },
  { name: 'Right hilar node', center: [-34, 10, 112], radius: 9, hu: 40, suv: 8 },
  { name: 'Vertebra', center: [-6, 44, 84], radius: 10, hu: 320, suv: 6.5 },
  { name: 'Liver', center: [-84, 2, 14], radius: 11, hu: 48, suv: 7.5 },
];
