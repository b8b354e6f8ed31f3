/**
 * Everything that can go wrong and is the user's to know, as English templates: what, where, why, what to do.
 * `ui/i18n` translates by the same keys; a test holds the two lists together.
 */
export const PROBLEMS = {
  'file.empty': '{{name}} is empty (0 bytes). Choose another file.',
  'file.unknown': '{{name}} is not an image that Limn reads. It reads DICOM, NIfTI, PNG, JPEG and TIFF.',
  'file.truncated': '{{name}} ends too early: {{need}} bytes are needed, {{have}} are there. Copy the file again.',
  'file.broken': '{{name}} cannot be read: {{reason}}',
  'file.tooLarge': '{{name}} needs {{need}} MB once opened; at most {{limit}} MB fit. Crop or downsample it first.',
  'file.vanished': '{{name}} can no longer be read: it was moved, changed or is not permitted. Choose it again.',
  'file.needsPair': '{{name}} holds only half of an image: {{missing}} is missing. Choose both files together.',
  'file.unsupported': '{{name}} uses {{what}}, which Limn does not read. {{advice}}',
  'file.isCase': '{{name}} is a saved case. Open it alone, not together with images.',
  'files.unknown': '{{count}} files are not images that Limn reads: {{names}}.',
  'dicom.syntax':
    '{{name}} is compressed with {{syntax}}, which Limn does not decode. Decompress it first, for example with {{tool}}.',
  'dicom.noImage': '{{name}} is DICOM without an image: {{kind}}.',
  'series.shifted':
    '{{name}}: its slices are shifted against each other without order, so they make no volume. Open them one by one.',
  'labels.otherGrid':
    '{{name}} lies on another grid than the image: {{what}} is {{have}}, the image has {{want}}. Resample it first.',
  'labels.notLabels': '{{name}} is not a label map: {{reason}}',
  'storage.none':
    'This browser gives Limn no storage. Work is kept in memory: save to a file before you close the tab.',
  'storage.full': 'No room left for saved work. Delete old cases, or save this one to a file.',
  'storage.missing': 'This case is no longer in the browser. Open its file again.',
  'backend.none': 'No way to run a network was found on this device: {{reason}}',
  'backend.lost': 'The graphics card stopped. No edit was lost.',
  'backend.memory':
    'This needs more memory than {{backend}} has. Use a smaller patch, batch or network. No edit was lost.',
  'model.fetch': 'The model {{name}} could not be loaded: {{reason}}',
  'weights.mismatch': 'The weights in {{name}} do not fit this network. {{what}}.',
  'model.channels': 'The model {{name}} wants {{want}} input channels; this image has {{have}}.',
  'checkpoint.unknown':
    '{{name}} is not a checkpoint that Limn reads. It reads .safetensors, and .pt or .pth files of PyTorch.',
  'checkpoint.broken': '{{name}} is not a whole checkpoint. {{reason}} Copy or save it again.',
  'checkpoint.refused':
    '{{name}} asks for {{what}}, which weights never need. Nothing of it was run. Save only the weights: torch.save(model.state_dict(), path).',
  'checkpoint.unsupported':
    '{{name}} uses {{what}}, which Limn does not read. Save it again with torch.save(model.state_dict(), path).',
  'checkpoint.tooLarge': '{{name}} was not read: {{reason}}',
  'paint.noLabel': 'There is no label to paint with. Add one first.',
  'paint.locked': '{{label}} is locked. Unlock it, or choose another label.',
  'paint.hidden': '{{label}} is hidden. Show it before you change it.',
  'checkpoint.noNetwork':
    '{{name}} holds {{count}} tensors of a network that Limn does not have (the first are {{first}}).',
  'labels.full': 'All 254 labels are in use: delete one first.',
  'case.broken': '{{name}} is not a whole Limn case: {{reason}}',
  'case.newer': '{{name}} was saved by a newer Limn (format {{version}}; this one reads up to {{known}}). Update Limn.',
  'model.missing': 'The model {{name}} is no longer in this browser. Open its file again.',
  'compare.noCases':
    'No stored case has a corrected slice with the labels of these models. Correct one first, or compare over a folder.',
  'compare.noPairs':
    'This folder holds no image with a label map of the same name. Name them scan.png and scan_mask.png, or keep the maps in a folder called masks.',
  'compare.noSlices': '{{name}} has no corrected slice to judge by. Correct one first.',
  'model.notSegmenting': '{{name}} is a {{net}} checkpoint: it draws no mask, so it cannot become a model for masks.',
  'pet.none':
    '{{name}} holds no PET: no 3-D image of modality PT, and none that could be one. Choose the files of the PET.',
  'pet.cannotRegister':
    '{{name}} could not be registered: it shares too little with the CT. Check that both show one part of one patient.',
  'pet.notHot':
    'Nothing within {{reach}} mm of the cross is hot enough. Move the cross to the hot spot, or lower the threshold.',
} as const satisfies Record<string, string>;

export type ProblemKey = keyof typeof PROBLEMS;
export type Values = Readonly<Record<string, string | number>>;

/** Text to be translated where it is shown. */
export interface Message {
  readonly key: string;
  readonly values?: Values;
}

export const fill = (template: string, values: Values = {}): string =>
  template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));

/** An expected failure. `message` is one English line; `key` and `values` let the app say it in its own language. */
export class Problem extends Error {
  readonly key: ProblemKey;
  readonly values: Values;

  constructor(key: ProblemKey, values: Values = {}) {
    super(fill(PROBLEMS[key], values));
    this.name = 'Problem';
    this.key = key;
    this.values = values;
  }
}
