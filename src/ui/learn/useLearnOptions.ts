import type { LearnOptions } from '../../core/learn.ts';
import { invoke } from '../invoke.ts';
import { useApp, useAppState } from '../useApp.ts';

/** What the form asks for, and the way to change a part of it. */
export function useLearnOptions(): readonly [LearnOptions, (change: Partial<LearnOptions>) => void] {
  const app = useApp();
  const options = useAppState((s) => s.learn.options);
  return [options, (change) => invoke(app, 'learn-options', change)];
}
