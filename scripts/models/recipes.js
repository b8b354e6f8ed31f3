/**
 * How the shipped segmentation models are made. `args` are those of `limn train` beside --data, --out and --resume;
 * the rest is what a card says that no figure tells.
 *
 * @typedef {object} Recipe
 * @property {string} id
 * @property {'nuclei' | 'membranes' | 'abdomen'} data
 * @property {readonly string[]} args
 * @property {string} about
 * @property {string} network
 * @property {string} trainedOn
 * @property {string} keptOut
 * @property {readonly string[]} limits
 */

const NUCLEI = '30 of 40 images of the Data Science Bowl 2018 stage-1 training set (CC0)';

/** Options without spaces in their values, as on a command line. */
const words = (/** @type {string} */ text) => text.split(/\s+/);

/** The same split, patches, losses and seed for every network: what differs is the network. */
const nuclei = (
  /** @type {string} */ net,
  /** @type {object} */ config,
  /** @type {string} */ more,
  /** @type {string} */ title,
) => [
  ...words(`--net ${net} --config ${JSON.stringify(config)} --labels Nucleus --holdout every:4`),
  ...words(`--patch 128 --augment {"invert":0.3} --seed 1 ${more} --license CC0-1.0`),
  '--title',
  title,
  '--trained-on',
  NUCLEI,
];

const SMALL_UNET = JSON.stringify({ base: 12, depth: 4, widest: 96 });

const NUCLEI_CARD = {
  data: /** @type {const} */ ('nuclei'),
  about: 'Outlines cell nuclei in microscopy pictures: one label, `Nucleus` (all nuclei together, not one by one).',
  trainedOn:
    "30 of the 40 images of the project's subset of the Data Science Bowl 2018 stage-1 training set (CC0), fluorescence and stained tissue",
  keptOut:
    'every fourth image by file name (the 4th, 8th, ... 40th): never seen in training, not used to choose a step',
  limits: [
    'A mask, not a count: touching nuclei come out as one piece.',
    '30 pictures are few, and four of them are stained tissue (dark nuclei on a light ground), of which one is kept out.',
    'Made for nuclei about 10 to 40 pixels across. Rescale other pictures first.',
  ],
};

/** @type {readonly Recipe[]} */
export const RECIPES = [
  {
    ...NUCLEI_CARD,
    id: 'nuclei-unet',
    args: nuclei('unet-same', { base: 12, depth: 4, widest: 96 }, '--steps 1500 --batch 4', 'Cell nuclei, U-Net'),
    network: '`unet-same`: padded 3×3 convolutions, batch norm, ReLU; 12, 24, 48, 96 channels, 96 at the bottom',
  },
  {
    ...NUCLEI_CARD,
    id: 'nuclei-braunetpp',
    args: nuclei(
      'braunetpp',
      {
        inChannels: 1,
        imageSize: 128,
        windows: 4,
        base: 18,
        depths: [1, 1, 2, 1],
        topk: [2, 4, 8],
        dropPath: 0,
      },
      '--steps 1500 --batch 4 --rate 0.002',
      'Cell nuclei, BRAU-Net++',
    ),
    network: '`braunetpp`: 18, 36, 72, 144 channels; 1, 1, 2 blocks of bi-level routing attention, 4 × 4 windows',
  },
  {
    ...NUCLEI_CARD,
    id: 'nuclei-swin-umamba',
    args: nuclei(
      'swin-umamba',
      { inChannels: 1, channels: 12, depths: [1, 1, 2, 1], deepSupervision: false },
      '--steps 1200 --batch 4 --rate 0.002',
      'Cell nuclei, Swin-UMamba',
    ),
    network:
      '`swin-umamba`: selective scans over 12, 24, 48, 96 channels (1, 1, 2, 1 blocks), residual convolutions up',
  },
  {
    ...NUCLEI_CARD,
    id: 'nuclei-swin-umamba-d',
    args: nuclei(
      'swin-umamba-d',
      { inChannels: 1, channels: 24, depths: [1, 1, 2, 1], deepSupervision: false },
      '--steps 1800 --batch 4 --rate 0.002',
      'Cell nuclei, Swin-UMamba†',
    ),
    network: '`swin-umamba-d`: selective scans over 24, 48, 96, 192 channels, down and up; patches of 4',
  },
  {
    id: 'membrane-unet',
    data: 'membranes',
    args: [
      ...words(`--net unet-same --config ${SMALL_UNET} --labels Membrane --steps 1500 --batch 4 --patch 128 --seed 1`),
      ...words('--license CC0-1.0 --title'),
      'EM membranes, U-Net',
      '--trained-on',
      '15 of 20 slices of the ISBI 2012 EM stack (images 0 to 14)',
    ],
    about: 'Outlines cell membranes in serial-section electron microscopy: one label, `Membrane`.',
    network: '`unet-same`: padded 3×3 convolutions, batch norm, ReLU; 12, 24, 48, 96 channels, 96 at the bottom',
    trainedOn:
      'images 0 to 14 of the training stack of the ISBI 2012 challenge (Cardona et al. 2010, fruit fly larva nerve cord, 4 × 4 × 50 nm)',
    keptOut: 'images 15 to 19 of the same stack: never seen in training, not used to choose a step',
    limits: [
      'One stack of one animal: neighbouring slices look alike, so the figures say how well it goes on with this stack, no more.',
      'Membrane pixels, not cells: a gap of one pixel joins two cells.',
    ],
  },
  {
    id: 'abdomen-phantom-unet',
    data: 'abdomen',
    args: [
      ...words(`--net unet-same --config ${SMALL_UNET} --holdout every:5 --loss dice-ce --steps 1200 --batch 4`),
      ...words('--patch 128 --spacing 3 --normalization range:-160,240 --seed 1 --modality CT --drawn'),
      ...words('--augment {"rotate":10,"flip":false,"intensity":0.15,"scale":0.1,"elastic":3} --license CC0-1.0'),
      '--labels',
      '1=Liver,2=Spleen,3=Right kidney,4=Left kidney,5=Gallbladder,6=Stomach,7=Aorta,8=Inferior vena cava,9=Pancreas',
      '--title',
      'Drawn abdomen, 9 organs',
      '--trained-on',
      '8 of 10 drawn abdomen phantoms (limn phantom), no patient',
    ],
    about:
      'For the app’s own abdomen sample: it shows how a model with several labels works on a volume. **It was trained on drawings only and knows no patient.** The app offers it for drawn samples, and warns when it is run on anything else.',
    network: '`unet-same`: 12, 24, 48, 96 channels, 96 at the bottom; softmax with background',
    trainedOn: '8 of 10 phantoms that `limn phantom --count 10 --seed 1` draws. The sample in the app has another seed',
    keptOut: 'the 5th and 10th phantom',
    limits: ['All phantoms share one anatomy with changed outlines and noise. The figures say nothing of any real CT.'],
  },
];
