import type { ReactNode } from 'react';
import { decimal } from '../format/numbers.ts';
import { duration } from '../format/durations.ts';
import { useT } from '../i18n/useT.ts';
import { Badge } from '../parts/Badge.tsx';
import { CommandButton } from '../parts/CommandButton.tsx';
import { Section } from '../parts/Section.tsx';
import { useAppState, useDocument } from '../useApp.ts';
import { JobProgress } from '../status/JobProgress.tsx';
import { ModelPicker } from './ModelPicker.tsx';

/** The network that predicts, its two buttons, and how the run goes or went. */
export function ModelSection() {
  const t = useT();
  const models = useAppState((s) => s.models);
  const id = useAppState((s) => s.model);
  const model = models.find((m) => m.id === id);
  const flat = useDocument()?.volume.grid.size[2] === 1;
  return (
    <Section title={t('model.title')} tools={<ModelPicker />}>
      <div className="section-pad">
        <div className="model-line">
          <div>
            <div className="medium cut">{model?.plan.title ?? t('model.none')}</div>
            <div className={model ? 'micro faint cut' : 'micro faint'}>
              {model
                ? [
                    t('model.labels', { count: model.plan.labels.length }),
                    t(model.source === 'shipped' ? 'model.shipped' : 'model.imported'),
                  ].join(t('text.comma'))
                : t(models.length ? 'model.noneFits' : 'model.noneYet')}
            </div>
          </div>
          {model && <Badge tone="ok" text={t('model.active')} tick />}
        </div>
        {flat ? (
          <NextButton command="predict-slice">{t('model.predict')}</NextButton>
        ) : (
          <div className="two-buttons">
            <CommandButton command="predict-slice" />
            <NextButton command="predict-volume" />
          </div>
        )}
        <RunState />
      </div>
    </Section>
  );
}

/** The next thing to do, until it was done once. */
function NextButton({ command, children }: { readonly command: string; readonly children?: ReactNode }) {
  const first = useAppState((s) => s.lastRun === null && s.history.past.length === 0 && s.job === null);
  const chosen = useAppState((s) => s.models.some((m) => m.id === s.model));
  return (
    <CommandButton command={command} kind={first && chosen ? 'primary' : 'default'}>
      {children}
    </CommandButton>
  );
}

/** The run that goes on, else the last one. */
function RunState() {
  const t = useT();
  const running = useAppState((s) => s.job !== null);
  const lastRun = useAppState((s) => s.lastRun);
  if (running) return <JobProgress />;
  if (!lastRun) return null;
  return (
    <div className="micro faint">
      {t('model.lastRun', {
        time: duration(lastRun.seconds, t),
        count: lastRun.slices,
        slices: decimal(lastRun.slices),
      })}
    </div>
  );
}
