import { useEffect, useMemo, useRef } from 'react';
import type { GateResult } from '../../core/learn.ts';
import type { Rgb } from '../../core/labels.ts';
import { nativePlane, planeOf } from '../../core/plane.ts';
import type { WorstSlice } from '../../state/learnState.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { ChevronLeftIcon, ChevronRightIcon } from '../parts/icons.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { useElementSize } from '../useElementSize.ts';
import { faultsOf, viewOn } from './faults.ts';
import type { Pair } from './GatePanel.tsx';
import { drawGatePicture } from './gatePicture.ts';

/** The held-out slices, worst first: the old mask and the new one over the same picture. */
export function GateSlices({ gate, pair }: { gate: GateResult; pair: Pair }) {
  const app = useApp();
  const t = useT();
  const worst = useAppState((s) => s.learn.worst);
  const current = useAppState((s) => s.current?.id);
  const missing = worst === null && gate.slices.length > 0;
  useEffect(() => {
    if (missing) invoke(app, 'learn-worst', 0);
  }, [app, missing, gate]);
  if (!worst) return null;
  const about = gate.slices[worst.index];
  if (!about) return null;
  const show = (index: number) => invoke(app, 'learn-worst', index);
  const place = { n: about.slice + 1, at: worst.index + 1, of: gate.slices.length };
  return (
    <section className="gate-slices" aria-label={t('learn.held')}>
      <div className="gate-slices-head">
        <h3>{t(worst.index === 0 ? 'learn.worst' : 'learn.heldSlice', place)}</h3>
        {about.caseId !== current && <span className="micro faint cut">{about.caseName}</span>}
        <span className="gate-step">
          <IconButton
            icon={ChevronLeftIcon}
            label={t('learn.worst.previous')}
            why={worst.index === 0 ? t('learn.worst.first') : null}
            onClick={() => show(worst.index - 1)}
          />
          <IconButton
            icon={ChevronRightIcon}
            label={t('learn.worst.next')}
            why={worst.index === gate.slices.length - 1 ? t('learn.worst.last') : null}
            onClick={() => show(worst.index + 1)}
          />
        </span>
        <span className="grow" />
        <Legend />
      </div>
      <div className="gate-pair">
        <MaskFigure
          worst={worst}
          mask={worst.before}
          caseId={about.caseId}
          name={t('learn.current', { n: pair.old })}
          dice={about.diceBefore}
        />
        <MaskFigure
          worst={worst}
          mask={worst.after}
          caseId={about.caseId}
          name={t('learn.new', { n: pair.new })}
          dice={about.diceAfter}
        />
      </div>
    </section>
  );
}

interface FigureProps {
  readonly worst: WorstSlice;
  readonly mask: Uint8Array;
  readonly caseId: string;
  readonly name: string;
  readonly dice: number;
}

function MaskFigure({ worst, mask, caseId, name, dice }: FigureProps) {
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

/** Samples of the patterns, as they are drawn. */
function Legend() {
  const t = useT();
  return (
    <span className="gate-legend">
      <span>
        <svg width="14" height="14" className="legend-mask" aria-hidden>
          <rect
            x="1.500"
            y="1.500"
            width="11"
            height="11"
            fill="none"
            stroke="#fff"
            strokeWidth="1.400"
            strokeDasharray="2.500 2"
          />
        </svg>
        {t('learn.legend.truth')}
      </span>
      <span>
        <svg width="14" height="14" aria-hidden>
          <rect width="14" height="14" rx="2" fill="#56b4e9" />
          <path d="M-1 6 6-1M-1 11 11-1M3 15 15 3M8 15 15 8" stroke="#fff" />
        </svg>
        {t('learn.legend.missed')}
      </span>
      <span>
        <svg width="14" height="14" aria-hidden>
          <rect width="14" height="14" rx="2" fill="#e69f00" />
          <path d="M0 7l7 7M0 2l12 12M4 0l10 10M9 0l5 5" stroke="#000" strokeWidth="1.400" />
        </svg>
        {t('learn.legend.extra')}
      </span>
    </span>
  );
}
