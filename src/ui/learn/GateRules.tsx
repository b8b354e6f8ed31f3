import type { GateRule } from '../../core/learn.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { Icon } from '../parts/Icon.tsx';
import { CheckIcon, CloseIcon } from '../parts/icons.ts';

const signed = (n: number): string => (n >= 0.0005 ? '+' : '') + decimal(n, 3);

/** What a new version has to keep to, and what was found. */
export function GateRules({ rules }: { rules: readonly GateRule[] }) {
  const t = useT();
  return (
    <ul className="gate-rules" aria-label={t('learn.rules')}>
      {rules.map(({ id, passed, limit, change, worst }) => (
        <li key={id} data-passed={passed || undefined}>
          <Icon of={passed ? CheckIcon : CloseIcon} />
          <span className="sr-only">{t(passed ? 'learn.rule.kept' : 'learn.rule.broken')}</span>
          <span className="grow">
            {Math.abs(limit) < 0.0005
              ? t(`learn.rule.${id}`)
              : t(`learn.rule.${id}.limit`, { limit: decimal(Math.abs(limit), 3) })}
          </span>
          <span className="quiet">
            {id === 'mean' ? signed(change) : t(`learn.rule.${id}.worst`, { name: worst, change: signed(change) })}
          </span>
        </li>
      ))}
    </ul>
  );
}
