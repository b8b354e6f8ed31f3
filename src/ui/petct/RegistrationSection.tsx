import type { RigidMotion } from '../../core/registration/rigid.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { CommandButton } from '../parts/CommandButton.tsx';
import { Section } from '../parts/Section.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { useApp, useAppState } from '../useApp.ts';

const list = (v: readonly number[], digits: number) => v.map((n) => decimal(n, digits)).join(', ');
const degrees = ({ angles }: RigidMotion) => angles.map((a) => (a * 180) / Math.PI);

/** How the two images lie to each other, and an offer to bring them together by what they show. */
export function RegistrationSection() {
  const app = useApp();
  const t = useT();
  const { pet, motion, registered, showBefore } = useAppState((s) => s.petct);
  if (!pet) return null;
  return (
    <Section title={t('petct.registration')}>
      <div className="section-pad">
        <p className="small quiet">{t(`petct.alignment.${pet.alignment}.long`)}</p>
        {motion && (
          <>
            <Segmented
              label={t('petct.registration')}
              value={showBefore ? 'before' : 'after'}
              choices={[
                { value: 'before', name: t('petct.before') },
                { value: 'after', name: t('petct.after') },
              ]}
              onChange={(value) => invoke(app, 'petct-show-before', value === 'before')}
            />
            <p className="small">
              {t('petct.motion', { shift: list(motion.shift, 1), turn: list(degrees(motion), 1) })}
              {registered &&
                ` ${t('petct.information', { before: decimal(registered.before, 3), after: decimal(registered.after, 3) })}`}
            </p>
          </>
        )}
        <CommandButton command="petct-register" />
      </div>
    </Section>
  );
}
