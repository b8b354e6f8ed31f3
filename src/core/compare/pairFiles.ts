/** An image and the true label map of it, by path. */
export interface FilePair {
  readonly name: string;
  readonly image: string;
  readonly truth: string;
}

export interface PairedFiles {
  readonly pairs: readonly FilePair[];
  /** Paths of images and of label maps without a partner of the same name. */
  readonly alone: readonly string[];
}

const IMAGE = /\.(nii\.gz|nii|png|tiff?|jpe?g)$/i;
const LABELS = /\.(nii\.gz|nii|png|npy)$/i;
const LABEL_FOLDER = /^(masks?|labels?(tr|ts)?|truths?|gt|ground[-_ ]?truth|seg(mentation)?s?|annotations?)$/i;
const LABEL_ENDING = /[-_ ](masks?|labels?|seg|truth|gt)$/i;

/**
 * Pairs the files of a folder by name: `scan.png` with `scan_mask.png` beside it or with `scan.png` in a folder such as
 * `masks`, `labels` or `truth`. Endings, and nnU-Net's `_0000` of images, do not count. Other files are passed over.
 */
export function pairFiles(paths: readonly string[]): PairedFiles {
  const images = new Map<string, string>();
  const truths = new Map<string, string>();
  const alone: string[] = [];
  const put = (map: Map<string, string>, name: string, path: string) => {
    if (map.has(name)) alone.push(path);
    else map.set(name, path);
  };
  for (const path of [...paths].sort()) {
    const parts = path.split('/');
    const file = parts.pop()!;
    if (file.startsWith('.')) continue;
    const stem = file.replace(/\.(nii\.gz|[^.]+)$/i, '');
    if (parts.some((p) => LABEL_FOLDER.test(p)) || LABEL_ENDING.test(stem)) {
      if (LABELS.test(file)) put(truths, stem.replace(LABEL_ENDING, ''), path);
    } else if (IMAGE.test(file)) put(images, stem.replace(/_0000$/, ''), path);
  }
  const pairs: FilePair[] = [];
  for (const [name, image] of images) {
    const truth = truths.get(name);
    if (truth) pairs.push({ name, image, truth });
    else alone.push(image);
  }
  for (const [name, truth] of truths) if (!images.has(name)) alone.push(truth);
  return { pairs: pairs.sort((a, b) => (a.name < b.name ? -1 : 1)), alone: alone.sort() };
}
