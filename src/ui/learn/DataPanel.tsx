import { useMemo } from 'react';
import { FEWEST_SLICES } from '../../core/learn.ts';
import { commandById } from '../../state/commands/index.ts';
import { keysOf } from '../hotkeys.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { CommandButton } from '../parts/CommandButton.tsx';
import { LayersIcon, LockIcon } from '../parts/icons.ts';
import { Kbd } from '../parts/Kbd.tsx';
import { Section } from '../parts/Section.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { EstimateSection } from './EstimateSection.tsx';
import { Lesson } from './Lesson.tsx';
import { LossMix } from './LossMix.tsx';
import { Panel } from './Panel.tsx';
import { SliceGrid } from './SliceGrid.tsx';
import { StartFrom } from './StartFrom.tsx';
import { SuggestButton, Suggestions } from './Suggestions.tsx';
import { TrainBar } from './TrainBar.tsx';
import { TrainingForm } from './TrainingForm.tsx';
import { useThumbnails } from './useThumbnails.ts';

/** The left column: what to learn from and how. */
export function DataPanel() {
  const t = useT();
  const model = useAppState((s) => s.models.find((m) => m.id === s.model) ?? null);
  const active = useAppState((s) => s.learn.versions.find((v) => v.state === 'active')?.number ?? 1);
  return (
    <Panel
      title={t('learn.data')}
      area="data"
      head={
        model && (
          <>
            <span className="grow" />
            <span className="micro faint cut">
              {model.plan.title}
              {t('text.comma')}
              {t('learn.version', { n: active })}
            </span>
          </>
        )
      }
    >
      {model ? <ModelData /> : <NoModel />}
    </Panel>
  );
}

function NoModel() {
  const app = useApp();
  const t = useT();
  return (
    <Lesson icon={LayersIcon} title={t('learn.noModel')} about={t('learn.noModel.about')}>
      <Button kind="primary" onClick={() => invoke(app, 'show-mode', 'correct')}>
        {t('learn.toCorrect')}
      </Button>
    </Lesson>
  );
}

function ModelData() {
  const t = useT();
  const slices = useAppState((s) => s.learn.slices);
  const pictures = useThumbnails(slices);
  const named = useMemo(() => new Set(slices.map((s) => s.caseId)).size > 1, [slices]);
  const held = slices.filter((s) => s.role === 'gate');
  const learned = slices.filter((s) => s.role !== 'gate');
  const watch = learned.filter((s) => s.role === 'watch').length;
  const few = slices.length < FEWEST_SLICES;
  return (
    <>
      <Section
        title={t('learn.corrected')}
        count={t('learn.corrected.count', { train: learned.length - watch, watch })}
        tools={<SuggestButton />}
      >
        <div className="section-pad">
          {few && <FirstSteps done={slices.length} />}
          {learned.length > 0 && <SliceGrid slices={learned} pictures={pictures} named={named} />}
          {!few && watch === 0 && <p className="micro faint">{t('learn.noWatch')}</p>}
          <Suggestions />
          <ConfirmHint />
        </div>
      </Section>
      {held.length > 0 && (
        <Section title={t('learn.heldOut')} icon={LockIcon} count={t('learn.heldOut.count', { n: held.length })}>
          <div className="section-pad">
            <SliceGrid slices={held} pictures={pictures} named={named} />
            <p className="micro faint">{t('learn.heldOut.about')}</p>
          </div>
        </Section>
      )}
      <StartFrom />
      <LossMix />
      <TrainingForm />
      <EstimateSection />
      <TrainBar />
    </>
  );
}

function FirstSteps({ done }: { done: number }) {
  const app = useApp();
  const t = useT();
  return (
    <div className="first-steps">
      <h3>{t('learn.few', { n: done, of: FEWEST_SLICES })}</h3>
      <ol>
        <li>{t('learn.few.predict')}</li>
        <li>{t('learn.few.correct')}</li>
        <li>{t('learn.few.back')}</li>
      </ol>
      <Button kind="primary" onClick={() => invoke(app, 'show-mode', 'correct')}>
        {t('learn.toCorrect')}
      </Button>
    </div>
  );
}

/** The slice shown in Correct can be confirmed from here too. */
function ConfirmHint() {
  const t = useT();
  const slice = useAppState((s) => s.view.slice);
  const keys = useAppState((s) => keysOf(commandById('confirm-slice'), s.settings.keys)[0]);
  return (
    <div className="confirm-hint small quiet">
      <span>
        {t('learn.confirm.about')} {keys && <Kbd of={keys} />}
      </span>
      <CommandButton command="confirm-slice" size="tight">
        {t('learn.confirm', { n: slice + 1 })}
      </CommandButton>
    </div>
  );
}
