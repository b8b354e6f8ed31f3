import { useT } from '../i18n/useT.ts';
import { CommandButton } from '../parts/CommandButton.tsx';
import { Icon } from '../parts/Icon.tsx';
import { AlertIcon } from '../parts/icons.ts';
import { useAppState } from '../useApp.ts';

/** Where a fused picture would pretend that two images fit: why there is none, and what can be done. */
export function NotAligned() {
  const t = useT();
  const alignment = useAppState((s) => s.petct.pet?.alignment);
  if (alignment !== 'other-frame' && alignment !== 'apart' && alignment !== 'no-world') return null;
  return (
    <div className="petct-apart">
      <Icon of={AlertIcon} size={20} />
      <p>{t(`petct.alignment.${alignment}.long`)}</p>
      {alignment !== 'no-world' && <CommandButton command="petct-register" size="tight" />}
    </div>
  );
}
