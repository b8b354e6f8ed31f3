import { useEffect, useState } from 'react';
import { type Plane, planeOf } from '../../core/plane.ts';
import { useApp, useAppState } from '../useApp.ts';

/** Pixels of slice w that the network gave a label. */
export function predictedIn(prediction: Uint8Array, plane: Plane, w: number): number {
  let count = 0;
  for (let v = 0; v < plane.height; v++) {
    let n = plane.base + v * plane.stepV + w * plane.stepW;
    for (let u = 0; u < plane.width; u++, n += plane.stepU) if (prediction[n] !== 0) count++;
  }
  return count;
}

/** The same for the slice shown, counted when the page is idle; null before that. */
export function usePredictedHere(): number | null {
  const app = useApp();
  const id = useAppState((s) => s.current?.id);
  const plane = useAppState((s) => s.view.plane);
  const slice = useAppState((s) => s.view.slice);
  const revision = useAppState((s) => s.revision);
  const [count, setCount] = useState<number | null>(null);
  useEffect(() => {
    const idle = requestIdleCallback(
      () => {
        const doc = app.document;
        if (doc) setCount(predictedIn(doc.prediction, planeOf(doc.volume.grid, plane), slice));
      },
      { timeout: 500 },
    );
    return () => cancelIdleCallback(idle);
  }, [app, id, plane, slice, revision]);
  return count;
}
