import type { FigureRow, MetricInfo } from '../core/compare/figures.ts';
import { AS_PLANNED, type TestTime, type TestTimeUsed } from '../core/compare/testTime.ts';
import type { Vec3 } from '../core/grid.ts';
import type { Label } from '../core/labels.ts';
import type { Message } from '../core/problem.ts';
import type { View } from './appState.ts';

/** The places of a comparison, in order. */
export const LETTERS = ['A', 'B', 'C', 'D'] as const;
export type Letter = (typeof LETTERS)[number];

/** What is compared: a version of a model, or the mask of the case as it was corrected. */
export type Source =
  { readonly kind: 'model'; readonly id: string; readonly version: number } | { readonly kind: 'mask' };

export interface Contender {
  readonly letter: Letter;
  readonly of: Source;
  /** Title of the model; '' for the mask of the case. */
  readonly title: string;
  /** `waiting`: it has no mask of this case with these options yet. */
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly why: Message | null;
  /** 0..1 */
  readonly opacity: number;
  readonly run: ContenderRun | null;
}

export interface ContenderRun {
  readonly seconds: number;
  readonly slices: number;
  /** Sum of living tensors at its highest, weights included. */
  readonly bytes: number;
  /** What was done at prediction, resolved: the plan's own where nothing was asked. */
  readonly used: TestTimeUsed;
}

/** What masks are held against; null = nothing is known to be right. */
export type Reference = { readonly kind: 'edits' } | { readonly kind: 'file'; readonly name: string } | null;

/** Which slices figures are about: the whole case, those that a person corrected, or those never trained on. */
export type SliceSet = 'whole' | 'corrected' | 'heldOut';

export type CompareLayout = 'grid' | 'row' | 'overlay' | 'difference' | 'swipe' | 'flicker';

/** A case of a batch: one of this browser, or an image of a folder with its truth. */
export interface BatchCase {
  readonly key: string;
  readonly name: string;
  /** Stored case, to be opened by a click; null for files. */
  readonly id: string | null;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly why: Message | null;
  /** Rows by contender; one row a label. */
  readonly rows: Readonly<Partial<Record<Letter, readonly FigureRow[]>>>;
  /** How many of its slices figures are about, of how many. */
  readonly slices: readonly [used: number, of: number] | null;
  readonly pictures: readonly BatchPicture[];
}

/** A small picture of a slice with a mask over it; null = the reference. RGBA, row by row. */
export interface BatchPicture {
  readonly letter: Letter | null;
  readonly slice: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

export interface Batch {
  readonly from: 'stored' | 'folder';
  readonly cases: readonly BatchCase[];
  readonly labels: readonly Label[];
  /** Files of the folder without a partner of the same name. */
  readonly alone: readonly string[];
  /** Contenders that ran, as they were. */
  readonly contenders: readonly Contender[];
}

/** The Compare screen. Masks themselves are in `app.compared`. */
export interface CompareState {
  readonly contenders: readonly Contender[];
  readonly reference: Reference;
  readonly layout: CompareLayout;
  /** The two of swipe and flicker. */
  readonly pair: readonly [Letter, Letter];
  /** Where swipe parts the stage, 0..1 of its width. */
  readonly part: number;
  /** Labels of the case and of all contenders, matched by name. */
  readonly labels: readonly Label[];
  /** The label that is shown and judged. */
  readonly label: number;
  readonly linked: boolean;
  readonly outlines: boolean;
  readonly options: TestTime;
  /** Distance that the surface Dice forgives: mm, or px where the spacing is unknown. */
  readonly tolerance: number;
  readonly metrics: readonly MetricInfo[];
  /** The metric of the charts. */
  readonly metric: string;
  readonly set: SliceSet;
  /** Slices of the native plane that a person corrected, those held out of all training, and how many each model saw. */
  readonly slices: {
    readonly corrected: readonly number[];
    readonly heldOut: readonly number[];
    readonly seen: Readonly<Partial<Record<Letter, number>>>;
  };
  /** Figures of the open case by contender: whole (slice null) and slice by slice; null = not measured. */
  readonly rows: Readonly<Partial<Record<Letter, readonly FigureRow[]>>> | null;
  /** Pixels of each slice of the plane shown where contenders differ about the label. */
  readonly differing: Uint32Array | null;
  /** The linked cursor, array index. */
  readonly at: Vec3 | null;
  /** Views of the panes while they are not linked, by pane. */
  readonly views: Readonly<Record<string, View>>;
  /** Grows with every change of the masks compared. */
  readonly pixels: number;
  readonly batch: Batch | null;
}

export const NO_COMPARISON: CompareState = {
  contenders: [],
  reference: null,
  layout: 'grid',
  pair: ['A', 'B'],
  part: 0.5,
  labels: [],
  label: 0,
  linked: true,
  outlines: true,
  options: AS_PLANNED,
  tolerance: 2,
  metrics: [],
  metric: 'dice',
  set: 'whole',
  slices: { corrected: [], heldOut: [], seen: {} },
  rows: null,
  differing: null,
  at: null,
  views: {},
  pixels: 0,
  batch: null,
};
