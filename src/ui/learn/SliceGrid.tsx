import { useEffect, useRef } from 'react';
import { type CorrectedSlice, sliceKey } from '../../core/learn.ts';
import type { Thumbnail } from '../../core/raster/thumbnail.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { useApp } from '../useApp.ts';
import { openSlice } from './openSlice.ts';

interface Props {
  readonly slices: readonly CorrectedSlice[];
  readonly pictures: ReadonlyMap<string, Thumbnail>;
  /** Slices of more than one case: each says whose it is. */
  readonly named: boolean;
}

/** Corrected slices as small pictures; pressing one opens it in Correct. */
export function SliceGrid({ slices, pictures, named }: Props) {
  const app = useApp();
  const t = useT();
  return (
    <ul className="thumbs">
      {slices.map((s) => (
        <li key={sliceKey(s)}>
          <button
            type="button"
            className="thumb"
            aria-label={t('learn.slice', { n: s.slice + 1, name: s.caseName, role: t(`learn.role.${s.role}`) })}
            onClick={() => void openSlice(app, s)}
          >
            <SlicePicture picture={pictures.get(sliceKey(s))} />
            <span className="thumb-number">{s.slice + 1}</span>
            {s.role === 'watch' && <span className="thumb-role">{t('learn.role.watch')}</span>}
          </button>
          <div className="micro faint cut">
            {s.changed === 0 ? t('learn.confirmed') : t('learn.changed', { n: decimal(s.changed) })}
            {named && ` · ${s.caseName}`}
          </div>
        </li>
      ))}
    </ul>
  );
}

function SlicePicture({ picture }: { picture: Thumbnail | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element || !picture) return;
    element.width = picture.width;
    element.height = picture.height;
    element.getContext('2d')?.putImageData(new ImageData(picture.pixels, picture.width, picture.height), 0, 0);
  }, [picture]);
  return <canvas ref={canvas} aria-hidden />;
}
