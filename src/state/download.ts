/** Hands a file to the user. Nothing leaves the computer: the browser writes it to its downloads. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const KNOWN_ENDINGS = /\.(nii\.gz|nii|png|jpe?g|tiff?|dcm|limn|zip)$/i;

/** `scan.nii.gz` and `_mask.nii.gz` make `scan_mask.nii.gz`; characters that file systems refuse become `_`. */
export const fileName = (name: string, ending: string): string =>
  `${
    name
      .replace(KNOWN_ENDINGS, '')
      .replace(/[\\/:*?"<>|]/g, '_')
      .replace(/\p{Cc}/gu, '_')
      .trim() || 'limn'
  }${ending}`;
