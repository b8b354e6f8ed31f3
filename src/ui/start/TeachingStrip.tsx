import type { PhantomSlice } from '../../core/phantom/phantomSlice.ts';
import { useMemo } from 'react';
import { useT } from '../i18n/useT.ts';
import { CAN_LEARN } from '../learn/available.ts';
import { LessonPicture } from './LessonPicture.tsx';
import type { Crop, Lesson } from './renderLesson.ts';

/** The last lesson shows the mask as it is in the end, saved or learned from. */
const LESSONS: readonly (Lesson | 'learn')[] = ['open', 'predict', 'correct', CAN_LEARN ? 'learn' : 'save'];

/** The structure whose mask is drawn with faults: the largest one. */
function largestLabel({ labels }: PhantomSlice): number {
  const counts = new Uint32Array(256);
  for (const value of labels) if (value !== 0) counts[value]!++;
  return counts.indexOf(Math.max(...counts));
}

/** A 5:4 window on the left half of the body, where the largest organ is. */
function cropOf({ width, height }: PhantomSlice): Crop {
  const w = 0.62 * width;
  return { x: 0.06 * width, y: (height - 0.8 * w) / 2 + 0.04 * height, width: w, height: 0.8 * w };
}

/** What the work looks like, in four pictures of one slice. */
export function TeachingStrip({ slice }: { slice: PhantomSlice | null }) {
  const t = useT();
  const label = useMemo(() => (slice ? largestLabel(slice) : 0), [slice]);
  const crop = useMemo(() => (slice ? cropOf(slice) : null), [slice]);
  return (
    <ol className="lessons">
      {LESSONS.map((lesson, n) => (
        <li key={lesson}>
          <span className="lesson-picture">
            <LessonPicture
              slice={slice}
              lesson={lesson === 'learn' ? 'save' : lesson}
              label={label}
              crop={crop}
              width={300}
              height={240}
            />
          </span>
          <div className="lesson-text">
            <span className="lesson-number" aria-hidden>
              {n + 1}
            </span>
            <div>
              <h2>{t(`lesson.${lesson}`)}</h2>
              <p>{t(`lesson.${lesson}.about`)}</p>
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}
