import type { PhantomSlice } from '../../core/phantom/phantomSlice.ts';
import { useEffect, useRef } from 'react';
import { type Crop, type Lesson, renderLesson } from './renderLesson.ts';

interface Props {
  readonly slice: PhantomSlice | null;
  readonly lesson: Lesson;
  /** Label whose faults are shown. */
  readonly label: number;
  readonly crop: Crop | null;
  /** CSS px. */
  readonly width: number;
  readonly height: number;
}

/** A small picture drawn from a sample; black until the sample is there. Drawn when the page is idle. */
export function LessonPicture({ slice, lesson, label, crop, width, height }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!slice) return;
    const idle = requestIdleCallback(
      () => {
        const element = canvas.current;
        const context = element?.getContext('2d');
        if (!element || !context) return;
        const scale = Math.min(2, devicePixelRatio);
        const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
        const whole = { x: 0, y: 0, width: slice.width, height: slice.height };
        const pixels = renderLesson(slice, lesson, label, crop ?? whole, w, h, scale);
        element.width = w;
        element.height = h;
        context.putImageData(new ImageData(pixels, w, h), 0, 0);
      },
      { timeout: 1000 },
    );
    return () => cancelIdleCallback(idle);
  }, [slice, lesson, label, crop, width, height]);
  return <canvas ref={canvas} width={width} height={height} aria-hidden />;
}
