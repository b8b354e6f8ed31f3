import { mayOverlay } from '../../core/registration/alignment.ts';
import { useT } from '../i18n/useT.ts';
import { Badge } from '../parts/Badge.tsx';
import { useAppState } from '../useApp.ts';

const TONES = {
  'same-frame': 'ok',
  'no-frame': 'warn',
  registered: 'accent',
  'other-frame': 'err',
  apart: 'err',
  'no-world': 'err',
} as const;

/** In two or three words how the PET lies to the CT. */
export function AlignmentBadge() {
  const t = useT();
  const alignment = useAppState((s) => s.petct.pet?.alignment);
  if (!alignment) return null;
  return <Badge text={t(`petct.alignment.${alignment}`)} tone={TONES[alignment]} tick={mayOverlay(alignment)} />;
}
