import type { History } from '../core/history.ts';
import type { Label } from '../core/labels.ts';
import type { Plan } from '../core/plan.ts';
import type { PlaneName } from '../core/plane.ts';
import type { Found } from '../workers/ml.worker.ts';
import type { Message } from '../core/problem.ts';
import type { Window } from '../core/volume.ts';
import type { CompareState } from './compareState.ts';
import type { LearnState } from './learnState.ts';
import type { PetctState } from './petctState.ts';

/** What the stage shows and how. Zoom is screen (CSS) pixels per image pixel along u; 0 = fit to the stage. */
export interface View {
  readonly plane: PlaneName;
  /** Slice w of the plane, 0-based. */
  readonly slice: number;
  readonly zoom: number;
  /** Offset of the image centre from the stage centre, CSS px. */
  readonly pan: readonly [number, number];
  readonly window: Window;
  readonly invert: boolean;
  readonly flipH: boolean;
  readonly flipV: boolean;
  /** Quarter turns clockwise, 0..3. */
  readonly turns: number;
  /** Linear interpolation of the image and of mask outlines; false shows the bare voxels. */
  readonly smooth: boolean;
}

export interface LayerView {
  readonly visible: boolean;
  /** 0..1 */
  readonly opacity: number;
}

export type ToolId = 'pan' | 'window' | 'brush' | 'eraser' | 'polygon' | 'fill' | 'ruler' | 'probe';

export interface ToolOptions {
  /** Brush diameter: mm where spacing is known, else px. */
  readonly size: number;
  readonly shape: 'disc' | 'ball';
  /** Paint only voxels whose value lies in this range (the volume's unit). */
  readonly paintOnly: { readonly on: boolean; readonly low: number; readonly high: number };
  /** What the eraser removes: the active label, or whatever is there. */
  readonly erase: 'active' | 'any';
  /** Flood fill: half-width of the accepted value range around the clicked value; whether it crosses slices. */
  readonly tolerance: number;
  readonly fillThrough: boolean;
}

export interface CaseInfo {
  readonly id: string;
  readonly name: string;
  /** 'none' until something was saved to a file since the last change. */
  readonly exported: boolean;
}

export interface ModelInfo {
  readonly id: string;
  readonly plan: Plan;
  /** Where the weights come from: shipped with the app, or brought by the user. */
  readonly source: 'shipped' | 'imported';
  readonly bytes: number;
  /** Version of its weights that predicts: 1 = those that it came with. */
  readonly version: number;
}

export interface BackendStatus {
  readonly backend: 'webgpu' | 'wasm' | 'cpu' | 'webgl' | null;
  /** What the user asked for. */
  readonly choice: 'auto' | 'webgpu' | 'wasm' | 'cpu';
  /** Why this one: a message to be translated. */
  readonly why: Message;
  readonly adapter: string;
  /** Threads on which networks run, as far as the engine tells; 1 on a graphics card. */
  readonly threads: number;
  readonly state: 'starting' | 'ready' | 'lost' | 'none';
}

/** A long job in progress: one at a time, shown in the inspector and the status bar. */
export interface JobView {
  readonly id: string;
  readonly title: Message;
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** ms since 1970. */
  readonly startedAt: number;
  /** Seconds left; null until two steps are done. */
  readonly left: number | null;
}

export interface Notice {
  readonly id: number;
  readonly kind: 'success' | 'info' | 'warning' | 'error';
  readonly title: Message;
  readonly detail?: Message;
  /** At most one action: a command with its argument. */
  readonly action?: { readonly title: Message; readonly command: string; readonly args?: unknown };
}

export type SaveStatus =
  | { readonly kind: 'none' }
  | { readonly kind: 'dirty' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly at: number }
  /** Kept in memory only; saving to a file still works. */
  | { readonly kind: 'failed'; readonly why: Message };

/** Voxels per label and slice of the merged map in the plane shown; see state/tally.ts. */
export interface TallyView {
  /** Voxels of each label value (index 0..255) in the whole volume. */
  readonly total: Readonly<Uint32Array>;
  /** Per slice of the plane shown: voxels of label l in slice w at w * 256 + l. */
  readonly perSlice: Readonly<Uint32Array>;
  /** Per slice: voxels that a person added (label where the prediction has none or another) and removed. */
  readonly added: Readonly<Uint32Array>;
  readonly removed: Readonly<Uint32Array>;
  /** Per slice: whether a person decided anything there. */
  readonly decided: Readonly<Uint32Array>;
  /** Per slice: voxels to which the network gave a label. */
  readonly predicted: Readonly<Uint32Array>;
}

export interface Probe {
  /** Array index (i, j, k) and value in the volume's unit. */
  readonly voxel: readonly [number, number, number];
  readonly value: number;
  readonly rgb: readonly [number, number, number] | null;
  readonly label: number;
}

/** A straight measurement on a slice; ends in pixels of the plane. */
export interface Ruler {
  readonly plane: PlaneName;
  readonly slice: number;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

export interface Settings {
  readonly theme: 'dark' | 'light' | 'system';
  readonly language: 'en' | 'zh' | 'system';
  /** 'limn': left = tool, middle = pan, right = window/level. 'pacs': left = window/level, right = zoom. */
  readonly mouse: 'limn' | 'pacs';
  /** Whether a pen's pressure sets the size of the brush, up to the size chosen. */
  readonly pen: 'size' | 'pressure';
  readonly hidePatient: boolean;
  /** Whether predictions on WebGPU read their weights as half floats. */
  readonly halfWeights: boolean;
  /** Own keys by command id. */
  readonly keys: Readonly<Record<string, string>>;
}

export type DialogView =
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'save' }
  | { readonly kind: 'cases' }
  | { readonly kind: 'import'; readonly found: Found }
  | {
      readonly kind: 'confirm';
      readonly title: Message;
      readonly detail: Message;
      readonly action: Message;
      readonly command: string;
      readonly args?: unknown;
    };

/** Stored cases in this browser, newest first. */
export interface StoredCase {
  readonly id: string;
  readonly name: string;
  readonly savedAt: number;
  readonly bytes: number;
}

/** The workplaces, in the order of the work. */
export type Mode = 'correct' | 'learn' | 'compare' | 'petct';

/** Everything that panels show. Changed only through `app.store.setState` by commands and by `perform`. */
export interface AppState {
  /** False until it is known whether a case of the last visit opens again: neither screen is shown before. */
  readonly ready: boolean;
  /** Case shown; null = start screen. */
  readonly current: CaseInfo | null;
  /** Grows with every change of pixels or labels. */
  readonly revision: number;
  readonly labels: readonly Label[];
  readonly activeLabel: number;
  readonly view: View;
  /** Size of the stage, CSS px. */
  readonly stage: readonly [number, number];
  readonly layers: { readonly edits: LayerView; readonly prediction: LayerView; readonly image: LayerView };
  /** While the hide key is held. */
  readonly masksHidden: boolean;
  readonly tool: ToolId;
  readonly options: ToolOptions;
  readonly history: History;
  readonly tally: TallyView | null;
  readonly probe: Probe | null;
  readonly rulers: readonly Ruler[];
  readonly models: readonly ModelInfo[];
  readonly model: string | null;
  /** Seconds and slices of the last prediction. */
  readonly lastRun: { readonly seconds: number; readonly slices: number } | null;
  readonly backend: BackendStatus;
  readonly job: JobView | null;
  readonly notices: readonly Notice[];
  readonly save: SaveStatus;
  readonly storage: { readonly available: boolean; readonly persisted: boolean; readonly freeBytes: number | null };
  readonly cases: readonly StoredCase[];
  readonly settings: Settings;
  readonly dialog: DialogView | null;
  /** The workplace shown while a case is open. */
  readonly mode: Mode;
  readonly learn: LearnState;
  readonly compare: CompareState;
  readonly petct: PetctState;
  /** Whether the inspector is shown; null = as the width allows (from 1024 CSS px on). */
  readonly inspector: boolean | null;
}
