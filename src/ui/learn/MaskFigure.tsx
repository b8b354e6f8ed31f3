import { useEffect, useMemo, useRef } from 'react';
import type { Rgb } from '../../core/labels.ts';
import { nativePlane, planeOf } from '../../core/plane.ts';
import type { WorstSlice } from '../../state/learnState.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { useApp, useAppState } from '../useApp.ts';
import { useElementSize } from '../useElementSize.ts';
import { faultsOf, viewOn } from './faults.ts';
import { drawGatePicture } from './gatePicture.ts';

interface Props {
  readonly worst: WorstSlice;
  readonly mask: Uint8Array;
  readonly caseId: string;
  readonly name: string;
  readonly dice: number;
}

/** A mask over the picture of its slice: what it missed, what is too much, and the reference. */
export function MaskFigure({ worst, mask, caseId, name, dice }: Props) {
  const app = useApp();
  const t = useT();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, height] = useElementSize(canvas);
  const plan = useAppState((s) => s.models.find((m) => m.id === s.model)?.plan.labels);
  const colors = useMemo(() => {
    const of: Rgb[] = [];
    for (const { value, color } of plan ?? []) of[value] = color;
    return of;
  }, [plan]);
  const faults = useMemo(() => faultsOf(worst.truth, mask), [worst, mask]);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0 || height === 0) return;
    const ratio = devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    // the same part of the slice for the old mask and the new one
    const view = viewOn([worst.truth, worst.before, worst.after], worst.width, worst.height, width / height);
    drawGatePicture(context, worst, mask, colors, view, ratio);
  }, [worst, mask, colors, width, height]);
  const grid = app.document?.id === caseId ? app.document.volume.grid : null;
  const letter = grid && planeOf(grid, nativePlane(grid)).letters?.left;
  const count = (pixels: Uint8Array) => decimal(pixels.reduce((sum, p) => sum + p, 0));
  return (
    <figure>
      <div className="gate-picture">
        <canvas
          ref={canvas}
          role="img"
          aria-label={t('learn.picture', {
            name,
            missed: count(faults.missed),
            extra: count(faults.extra),
            mixed: count(faults.mixed),
          })}
        />
        {letter && (
          <span className="letter" data-at="left" aria-hidden>
            {letter}
          </span>
        )}
      </div>
      <figcaption>
        <span className="medium grow">{name}</span>
        <span className="quiet">{t('learn.diceOf', { dice: decimal(dice, 3) })}</span>
      </figcaption>
    </figure>
  );
}
