import { useSay, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { AlertIcon, ChevronLeftIcon } from '../parts/icons.ts';
import { Select } from '../parts/Select.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { useApp, useAppState } from '../useApp.ts';

/** Which cases were compared, how far it is, and which could not be. */
export function BatchPanel() {
  const app = useApp();
  const t = useT();
  const say = useSay();
  const batch = useAppState((s) => s.compare.batch);
  const label = useAppState((s) => s.compare.label);
  const running = useAppState((s) => s.job !== null);
  if (!batch) return null;
  const done = batch.cases.filter((c) => c.state === 'done').length;
  const failed = batch.cases.filter((c) => c.state === 'failed');
  const partial = batch.cases.filter((c) => c.slices && c.slices[0] < c.slices[1]);
  return (
    <section className="batch" aria-label={t('compare.batch')}>
      <div className="reference-line">
        {!running && (
          <Button size="tight" kind="ghost" onClick={() => invoke(app, 'compare-batch-close')}>
            <Icon of={ChevronLeftIcon} />
            {t('compare.batch.back')}
          </Button>
        )}
        <span>{t('compare.batch.done', { n: done, count: batch.cases.length })}</span>
        <span className="grow" />
        {batch.labels.length > 1 && (
          <Select
            label={t('options.labelOf')}
            value={String(label)}
            options={batch.labels.map((l) => ({
              value: String(l.value),
              name: l.name,
              mark: <Swatch color={l.color} />,
            }))}
            onChange={(v) => invoke(app, 'compare-label', Number(v))}
          />
        )}
      </div>
      <p className="compare-key small faint">
        {t(batch.from === 'stored' ? 'compare.batch.ofStored' : 'compare.batch.ofFolder')}
        {partial.length > 0 && t('text.space') + t('compare.batch.partial', { count: partial.length })}
        {batch.alone.length > 0 && t('text.space') + t('compare.batch.alone', { count: batch.alone.length })}
      </p>
      {failed.map((c) => (
        <p key={c.key} className="compare-seen">
          <Icon of={AlertIcon} />
          <span>
            {c.name}
            {t('text.colon')}
            {c.why && say(c.why)}
          </span>
        </p>
      ))}
    </section>
  );
}
