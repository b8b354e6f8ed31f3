import { edgeTransfer } from './edgeTransfer.ts';
import { averageGradient, spatialFrequency } from './gradientFigures.ts';
import { checkTriple, type FusionTriple } from './greyImage.ts';
import { informationEntropy, mutualInformation, standardDeviation } from './histogramFigures.ts';
import { peakSignalToNoise } from './peakSignalToNoise.ts';
import { structuralSimilarity } from './structuralSimilarity.ts';

export type FusionMetricId = 'ag' | 'sf' | 'ssim' | 'sd' | 'mi' | 'psnr' | 'ie' | 'qabf';
export type FusionFigures = Readonly<Record<FusionMetricId, number>>;

/** One figure of a fused image; of each, more is held to be better. */
export interface FusionMetric {
  readonly id: FusionMetricId;
  /** As papers abbreviate it. */
  readonly short: string;
  readonly title: string;
  /** '' = without unit. */
  readonly unit: '' | 'grey levels' | 'bit' | 'dB';
  /** The convention, for there are several of each. */
  readonly source: string;
  compute(triple: FusionTriple): number;
}

/** The eight figures of the DCIF-GAN paper, in its order, on grey images of 0..255. Adding one is an entry here. */
export const FUSION_METRICS: readonly FusionMetric[] = [
  {
    id: 'ag',
    short: 'AG',
    title: 'Average gradient',
    unit: 'grey levels',
    source: 'mean of sqrt((gx² + gy²) / 2), central differences, one-sided at borders (numpy.gradient)',
    compute: ({ fused }) => averageGradient(fused),
  },
  {
    id: 'sf',
    short: 'SF',
    title: 'Spatial frequency',
    unit: 'grey levels',
    source: 'sqrt(RF² + CF²), means over the differences of neighbours that there are',
    compute: ({ fused }) => spatialFrequency(fused),
  },
  {
    id: 'ssim',
    short: 'SSIM',
    title: 'Structural similarity',
    unit: '',
    source: 'mean of SSIM(A, F) and SSIM(B, F); uniform 7 x 7 windows inside, sample covariance, range 255',
    compute: ({ a, b, fused }) => (structuralSimilarity(a, fused) + structuralSimilarity(b, fused)) / 2,
  },
  {
    id: 'sd',
    short: 'SD',
    title: 'Standard deviation',
    unit: 'grey levels',
    source: 'of the population',
    compute: ({ fused }) => standardDeviation(fused),
  },
  {
    id: 'mi',
    short: 'MI',
    title: 'Mutual information',
    unit: 'bit',
    source: 'MI(A, F) + MI(B, F) from 256-level histograms, in bits',
    compute: ({ a, b, fused }) => mutualInformation(a, fused) + mutualInformation(b, fused),
  },
  {
    id: 'psnr',
    short: 'PSNR',
    title: 'Peak signal-to-noise ratio',
    unit: 'dB',
    source: '10 log10(255² / MSE), MSE the mean of those to A and to B',
    compute: peakSignalToNoise,
  },
  {
    id: 'ie',
    short: 'IE',
    title: 'Information entropy',
    unit: 'bit',
    source: 'of the 256-level histogram, in bits',
    compute: ({ fused }) => informationEntropy(fused),
  },
  {
    id: 'qabf',
    short: 'Q^AB/F',
    title: 'Edge transfer',
    unit: '',
    source: 'Xydeas and Petrović 2000: Sobel with zeros outside, weighted by strength',
    compute: edgeTransfer,
  },
];

/** All eight figures of a fusion. Throws RangeError in one line where the images do not belong together. */
export function fusionFigures(triple: FusionTriple): FusionFigures {
  checkTriple(triple);
  return Object.fromEntries(FUSION_METRICS.map((m) => [m.id, m.compute(triple)])) as Record<FusionMetricId, number>;
}
