import type { Version } from '../../core/learn.ts';
import { dayTime } from '../format/durations.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { Badge } from '../parts/Badge.tsx';
import { CommandButton, CommandIcon } from '../parts/CommandButton.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ResetIcon } from '../parts/icons.ts';
import { useAppState } from '../useApp.ts';
import { useNow } from '../useNow.ts';

/** All versions, newest first, and the way back to any of them. */
export function VersionList() {
  const t = useT();
  const versions = useAppState((s) => s.learn.versions);
  if (versions.length === 0) return null;
  const newestFirst = [...versions].sort((a, b) => b.number - a.number);
  const active = versions.find((v) => v.state === 'active')?.number ?? 1;
  const back = newestFirst.find((v) => v.state === 'stored' && v.number < active);
  return (
    <section className="versions" aria-label={t('learn.versions')}>
      <div className="section-head">
        <h3>
          {t('learn.versions')}
          <span className="count">{t('learn.versions.about')}</span>
        </h3>
        <span className="grow" />
        {back && (
          <CommandButton command="learn-rollback" args={back.number} size="tight" kind="ghost">
            <Icon of={ResetIcon} />
            {t('learn.rollback', { n: back.number })}
          </CommandButton>
        )}
      </div>
      <table className="learn-table">
        <thead className="sr-only">
          <tr>
            <th scope="col">{t('learn.versions')}</th>
            <th scope="col">{t('learn.versions.madeOf')}</th>
            <th scope="col">{t('learn.versions.about')}</th>
            <th scope="col">{t('learn.versions.state')}</th>
          </tr>
        </thead>
        <tbody>
          {newestFirst.map((v) => (
            <VersionRow key={v.number} version={v} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function VersionRow({ version }: { version: Version }) {
  const t = useT();
  const { number, state, dice } = version;
  return (
    <tr>
      <th scope="row">{t('learn.version', { n: number })}</th>
      <td className="left quiet">
        <MadeOf version={version} />
      </td>
      <td className={state === 'candidate' ? 'medium' : undefined}>{dice === null ? '–' : decimal(dice, 3)}</td>
      <td>
        <span className="version-state">
          {state === 'candidate' ? (
            <Badge tone="accent" text={t('learn.version.candidate')} />
          ) : state === 'active' ? (
            <Badge tone="ok" tick text={t('learn.version.active')} />
          ) : (
            <>
              <span className="faint">{t(`learn.version.${state}`)}</span>
              <CommandIcon
                command="learn-rollback"
                args={number}
                icon={ResetIcon}
                dim
                label={t('learn.rollback', { n: number })}
              />
            </>
          )}
        </span>
      </td>
    </tr>
  );
}

function MadeOf({ version: { number, state, slices, at } }: { version: Version }) {
  const t = useT();
  const now = useNow(60_000);
  if (number === 1) return t('learn.version.base');
  if (state === 'candidate') return t('learn.version.new', { count: slices });
  return t('learn.version.tuned', { count: slices, when: dayTime(at, now, t) });
}
