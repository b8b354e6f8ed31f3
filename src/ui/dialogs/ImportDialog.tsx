import { type ReactNode, useState } from 'react';
import { LABEL_COLORS } from '../../core/labels.ts';
import type { Normalization, Plan } from '../../core/plan.ts';
import type { DialogView } from '../../state/appState.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { TextField } from '../parts/TextField.tsx';
import { useApp } from '../useApp.ts';
import { type Answers, firstAnswers, planOf } from './importPlan.ts';

const NORMALIZATIONS: readonly Normalization['kind'][] = ['percentile', 'zscore', 'range', 'none'];

/** What a checkpoint of another program cannot tell: how its input is scaled and what its channels mean. */
export default function ImportDialog({ dialog: { found } }: { dialog: DialogView & { kind: 'import' } }) {
  const app = useApp();
  const t = useT();
  const [answers, setAnswers] = useState(() => firstAnswers(found));
  const set = (change: Partial<Answers>) => setAnswers((all) => ({ ...all, ...change }));
  const keep = (plan: Plan) => invoke(app, 'keep-model', plan);
  const complete = answers.title.trim() !== '' && answers.labels.every((name) => name.trim() !== '');
  return (
    <Dialog
      title={t('import.title', { name: found.name })}
      about={t('import.about', {
        net: found.title,
        parameters: decimal(found.parameters / 1e6, 1),
        channels: found.inChannels,
        classes: found.classes,
      })}
      width={600}
    >
      <div className="dialog-body lines">
        <Line title={t('import.name')}>
          <TextField label={t('import.name')} value={answers.title} onChange={(title) => set({ title })} />
        </Line>
        <Line title={t('import.scaling')} about={t(`import.scaling.${answers.normalization}.about`)}>
          <Segmented
            label={t('import.scaling')}
            value={answers.normalization}
            choices={NORMALIZATIONS.map((value) => ({ value, name: t(`import.scaling.${value}`) }))}
            onChange={(normalization) => set({ normalization })}
          />
        </Line>
        {found.classes > 1 && (
          <Line title={t('import.output')} about={t(`import.output.${answers.activation}.about`)}>
            <Segmented
              label={t('import.output')}
              value={answers.activation}
              choices={[
                { value: 'softmax', name: t('import.output.softmax') },
                { value: 'sigmoid', name: t('import.output.sigmoid') },
              ]}
              onChange={(activation) => setAnswers(firstAnswers(found, { ...answers, activation }))}
            />
          </Line>
        )}
        <h3 className="dialog-group">{t('import.labels')}</h3>
        {answers.labels.map((name, n) => (
          <div key={n} className="import-label">
            <span className="kbd">{n + 1}</span>
            <Swatch color={LABEL_COLORS[n % LABEL_COLORS.length]!} />
            <TextField
              label={t('import.labelName', { n: n + 1 })}
              value={name}
              onChange={(text) => set({ labels: answers.labels.map((old, m) => (m === n ? text : old)) })}
            />
          </div>
        ))}
        {found.unknown.length > 0 && (
          <p className="small quiet">{t('import.assumed', { keys: found.unknown.join(', ') })}</p>
        )}
      </div>
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={() => invoke(app, 'close-dialog')}>{t('import.cancel')}</Button>
        <Button kind="primary" disabled={!complete} onClick={() => keep(planOf(found, answers, new Date()))}>
          {t('import.keep')}
        </Button>
      </div>
    </Dialog>
  );
}

function Line({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <div className="line">
      <div>
        <h3>{title}</h3>
        {about && <p>{about}</p>}
      </div>
      {children}
    </div>
  );
}
