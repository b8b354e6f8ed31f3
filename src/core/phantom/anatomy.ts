import type { PlanLabel } from '../plan.ts';
import type { Section } from './blob.ts';

/**
 * The upper abdomen in mm: x to the patient's left, y to posterior, z to superior, (0, 0) the middle of the picture.
 * z runs from the lower poles of the kidneys (0) to the dome of the liver (160). CT in the portal venous phase, HU.
 */
export interface Organ {
  readonly name: string;
  /** Label value; 0 = not part of the truth, and takes its place out of it. */
  readonly label: number;
  readonly hu: number;
  readonly wobble: number;
  readonly cap: number;
  readonly sections: readonly Section[];
  /** A hollow organ: the wall has `hu`, what it encloses `inside` HU. */
  readonly wall?: { readonly mm: number; readonly inside: number };
  /** Gas rises in a patient who lies on the back: what is more than this many mm anterior of the centre. */
  readonly gas?: number;
  /** A capsule of fat around it, mm. */
  readonly fat?: number;
}

type Row = readonly [z: number, x: number, y: number, a: number, b: number, turn?: number];
const sections = (...rows: readonly Row[]): readonly Section[] =>
  rows.map(([z, x, y, a, b, turn = 0]) => ({ z, x, y, a, b, turn }));

export const LABELS: readonly PlanLabel[] = [
  { value: 1, name: 'Liver', color: [221, 130, 101] },
  { value: 2, name: 'Spleen', color: [197, 139, 224] },
  { value: 3, name: 'Right kidney', color: [111, 211, 180] },
  { value: 4, name: 'Left kidney', color: [68, 160, 132] },
  { value: 5, name: 'Gallbladder', color: [183, 216, 75] },
  { value: 6, name: 'Stomach', color: [232, 169, 192] },
  { value: 7, name: 'Aorta', color: [216, 101, 79] },
  { value: 8, name: 'Inferior vena cava', color: [0, 151, 206] },
  { value: 9, name: 'Pancreas', color: [241, 214, 145] },
];

const KIDNEY = { hu: 158, wobble: 0.05, cap: 16, fat: 5 };
const SINUS = { label: 0, hu: -40, wobble: 0.16, cap: 10 };
const MUSCLE = { label: 0, hu: 60, wobble: 0.05, cap: 12 };
const BOWEL = { label: 0, hu: 62, wobble: 0.09, cap: 14 };

/** In the order in which they are drawn: later ones lie over earlier ones. */
export const ORGANS: readonly Organ[] = [
  {
    ...MUSCLE,
    name: 'Right psoas',
    sections: sections([0, -42, 44, 19, 23, 24], [44, -34, 44, 13, 19, 16], [84, -27, 44, 5, 11, 10]),
  },
  {
    ...MUSCLE,
    name: 'Left psoas',
    sections: sections([0, 42, 44, 19, 23, -24], [44, 34, 44, 13, 19, -16], [84, 27, 44, 5, 11, -10]),
  },
  { ...MUSCLE, name: 'Right quadratus', sections: sections([0, -68, 64, 20, 10, -14], [50, -58, 66, 15, 8, -12]) },
  { ...MUSCLE, name: 'Left quadratus', sections: sections([0, 68, 64, 20, 10, 14], [50, 58, 66, 15, 8, 12]) },
  { ...MUSCLE, name: 'Right crus', sections: sections([60, -14, 22, 4, 10, 30], [150, -20, 26, 6, 18, 30]) },
  { ...MUSCLE, name: 'Left crus', sections: sections([60, 22, 22, 4, 9, -20], [150, 30, 28, 5, 18, -24]) },
  {
    ...BOWEL,
    name: 'Ascending colon',
    sections: sections([0, -92, -8, 23, 21], [26, -88, -18, 22, 20], [40, -78, -40, 20, 16]),
    wall: { mm: 3, inside: 25 },
    gas: 4,
  },
  {
    ...BOWEL,
    name: 'Descending colon',
    sections: sections([0, 104, 10, 14, 13], [60, 106, 6, 15, 14], [92, 98, -34, 19, 17], [108, 86, -58, 22, 15]),
    wall: { mm: 3, inside: 30 },
    gas: 3,
  },
  {
    ...BOWEL,
    name: 'Transverse colon',
    sections: sections([36, 6, -70, 46, 13, 4], [58, 18, -72, 54, 14, -3], [70, 30, -70, 40, 13, -6]),
    wall: { mm: 3, inside: 20 },
    gas: 2,
  },
  { ...BOWEL, name: 'Jejunum', hu: 78, sections: sections([0, 46, -38, 26, 16, 25], [40, 54, -34, 24, 15, 5]) },
  { ...BOWEL, name: 'Jejunum', hu: 70, sections: sections([0, 70, -12, 19, 14, 70], [34, 74, -14, 16, 13, 40]) },
  {
    ...BOWEL,
    name: 'Ileum',
    sections: sections([0, 8, -46, 21, 13, -20], [24, 4, -48, 17, 12, 10]),
    wall: { mm: 3, inside: 28 },
  },
  { ...BOWEL, name: 'Jejunum', hu: 74, sections: sections([44, 62, -34, 21, 14, 60], [70, 66, -26, 17, 13, 20]) },
  {
    ...BOWEL,
    name: 'Jejunum',
    sections: sections([34, 84, -24, 13, 17, 10], [62, 82, -34, 15, 12, -20]),
    wall: { mm: 3, inside: 22 },
  },
  { ...BOWEL, name: 'Jejunum', hu: 68, sections: sections([40, 34, -48, 16, 12, -30], [58, 38, -50, 14, 11, 20]) },
  { ...BOWEL, name: 'Ileum', hu: 66, sections: sections([0, -36, -52, 24, 13, 30], [18, -40, -50, 20, 12, 10]) },
  {
    ...BOWEL,
    name: 'Duodenum',
    hu: 66,
    sections: sections([24, -22, -4, 15, 13], [62, -36, -6, 14, 12], [78, -34, -18, 14, 11]),
  },
  {
    name: 'Liver',
    label: 1,
    hu: 106,
    wobble: 0.055,
    cap: 26,
    sections: sections(
      [26, -92, 4, 26, 42, 4],
      [52, -86, 0, 38, 62, 8],
      [84, -76, -6, 54, 72, 10],
      [118, -66, -6, 66, 76, 12],
      [150, -58, -8, 68, 72, 10],
    ),
  },
  {
    name: 'Liver, left lobe',
    label: 1,
    hu: 106,
    wobble: 0.06,
    cap: 20,
    sections: sections([88, -24, -52, 34, 24, -14], [112, -6, -54, 54, 27, -12], [150, 8, -48, 66, 32, -8]),
  },
  {
    name: 'Spleen',
    label: 2,
    hu: 118,
    wobble: 0.06,
    cap: 20,
    sections: sections(
      [74, 106, 38, 14, 30, 14],
      [104, 102, 34, 20, 46, 14],
      [140, 94, 30, 25, 48, 16],
      [156, 90, 28, 22, 42, 16],
    ),
  },
  {
    name: 'Stomach',
    label: 6,
    hu: 74,
    wobble: 0.05,
    cap: 16,
    sections: sections(
      [78, 26, -46, 34, 17, -16],
      [104, 48, -36, 40, 27, -32],
      [134, 58, -18, 36, 36, -30],
      [156, 58, -8, 34, 36, -20],
    ),
    wall: { mm: 4.5, inside: 24 },
    gas: 10,
  },
  {
    name: 'Right kidney',
    label: 3,
    ...KIDNEY,
    sections: sections([22, -66, 30, 21, 19, 20], [58, -62, 36, 29, 25, 26], [96, -54, 44, 22, 19, 34]),
  },
  {
    name: 'Left kidney',
    label: 4,
    ...KIDNEY,
    sections: sections([34, 68, 30, 21, 19, -20], [70, 63, 36, 29, 25, -26], [108, 54, 44, 22, 19, -34]),
  },
  {
    ...SINUS,
    name: 'Right renal sinus',
    sections: sections([44, -53, 28, 9, 9, 30], [60, -50, 29, 13, 10, 30], [78, -50, 34, 9, 8, 30]),
  },
  {
    ...SINUS,
    name: 'Left renal sinus',
    sections: sections([56, 54, 28, 9, 9, -30], [72, 51, 29, 13, 10, -30], [90, 50, 34, 9, 8, -30]),
  },
  {
    ...SINUS,
    name: 'Right renal pelvis',
    hu: 12,
    wobble: 0.1,
    sections: sections([54, -46, 26, 7, 4, 40], [66, -46, 27, 8, 5, 40]),
  },
  {
    ...SINUS,
    name: 'Left renal pelvis',
    hu: 12,
    wobble: 0.1,
    sections: sections([66, 47, 26, 7, 4, -40], [78, 47, 27, 8, 5, -40]),
  },
  {
    name: 'Adrenal',
    label: 0,
    hu: 70,
    wobble: 0.1,
    cap: 8,
    sections: sections([112, 42, 28, 11, 3, 50], [122, 40, 26, 9, 3, 50]),
  },
  {
    name: 'Aorta',
    label: 7,
    hu: 162,
    wobble: 0.02,
    cap: 20,
    sections: sections([0, 8, 8, 9, 9], [70, 9, 10, 10, 10], [160, 12, 18, 11.5, 11.5]),
  },
  {
    name: 'Inferior vena cava',
    label: 8,
    hu: 132,
    wobble: 0.03,
    cap: 20,
    sections: sections(
      [0, -20, 12, 13, 9.5, -8],
      [80, -24, 8, 14, 10, -12],
      [130, -30, -2, 14, 12],
      [160, -30, -6, 14, 13],
    ),
  },
  {
    name: 'Gallbladder',
    label: 5,
    hu: 12,
    wobble: 0.04,
    cap: 16,
    sections: sections([48, -56, -56, 14, 19, 16], [66, -50, -46, 16, 22, 18], [84, -42, -36, 11, 15, 20]),
  },
];

/** Bent tubes: points [x, y, z] with a radius, mm. */
export interface Tube {
  readonly name: string;
  /** Label value; 0 = counts as the organ that it runs through. */
  readonly label: number;
  readonly hu: number;
  /** Lobulation of the surface, mm. */
  readonly rough: number;
  readonly points: readonly (readonly [x: number, y: number, z: number, radius: number])[];
}

export const TUBES: readonly Tube[] = [
  {
    name: 'Pancreas',
    label: 9,
    hu: 92,
    rough: 2.2,
    points: [
      [-22, -14, 56, 10],
      [-20, -20, 70, 13],
      [-6, -26, 82, 10],
      [16, -22, 88, 9.5],
      [40, -6, 92, 9.5],
      [62, 4, 98, 9],
      [80, 12, 102, 7.5],
    ],
  },
  {
    name: 'Portal vein',
    label: 0,
    hu: 158,
    rough: 0,
    points: [
      [-4, -16, 80, 6.5],
      [-24, -16, 96, 6.5],
      [-48, -18, 108, 6],
    ],
  },
  {
    name: 'Portal branch',
    label: 0,
    hu: 150,
    rough: 0,
    points: [
      [-48, -18, 108, 6],
      [-82, 2, 112, 4.5],
      [-104, 18, 112, 3],
    ],
  },
  {
    name: 'Portal branch',
    label: 0,
    hu: 150,
    rough: 0,
    points: [
      [-48, -18, 108, 5],
      [-34, -44, 114, 4.5],
      [-4, -58, 118, 3],
    ],
  },
  {
    name: 'Hepatic vein',
    label: 0,
    hu: 142,
    rough: 0,
    points: [
      [-32, -6, 154, 6],
      [-64, 6, 142, 5],
      [-96, 20, 128, 3],
    ],
  },
  {
    name: 'Hepatic vein',
    label: 0,
    hu: 142,
    rough: 0,
    points: [
      [-32, -6, 154, 6],
      [-52, -34, 142, 5],
      [-66, -58, 128, 3],
    ],
  },
  {
    name: 'Hepatic vein',
    label: 0,
    hu: 142,
    rough: 0,
    points: [
      [-32, -6, 154, 6],
      [-10, -40, 146, 4],
      [18, -56, 138, 3],
    ],
  },
  {
    name: 'Splenic vein',
    label: 0,
    hu: 150,
    rough: 0,
    points: [
      [-4, -16, 82, 5],
      [30, -2, 92, 4.5],
      [62, 14, 102, 4],
      [84, 24, 108, 3.5],
    ],
  },
  {
    name: 'Superior mesenteric artery',
    label: 0,
    hu: 160,
    rough: 0,
    points: [
      [8, -2, 78, 4],
      [6, -14, 62, 4],
      [6, -24, 30, 3.8],
      [6, -30, 0, 3.5],
    ],
  },
  {
    name: 'Superior mesenteric vein',
    label: 0,
    hu: 150,
    rough: 0,
    points: [
      [-6, -16, 80, 6],
      [-8, -24, 50, 5.5],
      [-6, -32, 0, 5],
    ],
  },
  {
    name: 'Coeliac trunk',
    label: 0,
    hu: 158,
    rough: 0,
    points: [
      [9, 4, 100, 4],
      [6, -10, 102, 3.8],
      [-8, -18, 104, 3],
    ],
  },
  {
    name: 'Right renal vein',
    label: 0,
    hu: 140,
    rough: 0,
    points: [
      [-26, 8, 60, 4.5],
      [-46, 26, 58, 4.5],
    ],
  },
  {
    name: 'Left renal vein',
    label: 0,
    hu: 140,
    rough: 0,
    points: [
      [-20, 4, 70, 4.5],
      [10, -4, 71, 4],
      [46, 26, 70, 4.5],
    ],
  },
];
