import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { useApp } from '../useApp.ts';

/** The line between the two masks of swipe: drag it, or move it with the arrow keys. */
export function SwipeHandle({ part }: { part: number }) {
  const app = useApp();
  const t = useT();
  const line = useRef<HTMLDivElement>(null);
  const move = (to: number) => invoke(app, 'compare-show', { part: Math.max(0, Math.min(1, to)) });
  const onPointer = (event: PointerEvent) => {
    if (event.buttons !== 1) return;
    const { left, width } = line.current!.parentElement!.getBoundingClientRect();
    move((event.clientX - left) / width);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -0.01, ArrowRight: 0.01 }[event.key];
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? 1 : step && part + step * (event.shiftKey ? 10 : 1);
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };
  return (
    <div
      ref={line}
      className="swipe"
      style={{ left: `${100 * part}%` }}
      role="slider"
      tabIndex={0}
      aria-label={t('compare.swipe.line')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * part)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        onPointer(event);
      }}
      onPointerMove={onPointer}
      onKeyDown={onKeyDown}
    />
  );
}
