import { useEffect, useRef, useState } from 'react';
import { type CorrectedSlice, sliceKey } from '../../core/learn.ts';
import type { Thumbnail } from '../../core/raster/thumbnail.ts';
import { useApp } from '../useApp.ts';

/** A slice looks different once its mask has changed. */
const lookOf = (s: CorrectedSlice): string => `${sliceKey(s)}/${s.changed}`;

/** Pictures of slices by `sliceKey`, as far as they are drawn; only those that changed are drawn again. */
export function useThumbnails(slices: readonly CorrectedSlice[]): ReadonlyMap<string, Thumbnail> {
  const app = useApp();
  const [pictures, setPictures] = useState<ReadonlyMap<string, Thumbnail>>(new Map());
  const drawn = useRef(new Set<string>());
  useEffect(() => {
    const wanted = slices.filter((s) => !drawn.current.has(lookOf(s)));
    if (wanted.length === 0) return;
    for (const s of wanted) drawn.current.add(lookOf(s));
    const places = wanted.map(({ caseId, slice }) => ({ caseId, slice }));
    const draw = async () => {
      try {
        const made = await app.workers.io.api.learnThumbnails({ slices: places });
        setPictures((before) => new Map([...before, ...made.map((m) => [sliceKey(m), m] as const)]));
      } catch {
        // without its picture a slice is named by its number
        for (const s of wanted) drawn.current.delete(lookOf(s));
      }
    };
    void draw();
  }, [app, slices]);
  return pictures;
}
