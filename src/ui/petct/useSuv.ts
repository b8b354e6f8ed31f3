import { useMemo } from 'react';
import type { SuvFactor } from '../../core/suv/suvFactor.ts';
import { currentFactor } from '../../state/petct.ts';
import { useAppState } from '../useApp.ts';

/** SUV of one unit of the PET shown, or why there is none; null without a PET. */
export function useSuv(): SuvFactor | null {
  const petct = useAppState((s) => s.petct);
  return useMemo(() => currentFactor(petct), [petct]);
}
