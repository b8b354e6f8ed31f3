import { type RefObject, useEffect, useState } from 'react';

/** Content size of an element in CSS px; 0, 0 before the first layout. */
export function useElementSize(ref: RefObject<HTMLElement | null>): readonly [number, number] {
  const [size, setSize] = useState<readonly [number, number]>([0, 0]);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setSize([Math.floor(width), Math.floor(height)]);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}
