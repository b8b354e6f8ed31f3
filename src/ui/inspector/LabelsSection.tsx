import { useRef } from 'react';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { CommandIcon } from '../parts/CommandButton.tsx';
import { PlusIcon } from '../parts/icons.ts';
import { Section } from '../parts/Section.tsx';
import { useAppState } from '../useApp.ts';
import { LabelRow } from './LabelRow.tsx';
import { useGridFocus } from './useGridFocus.ts';

/** The structures of the label map. */
export function LabelsSection() {
  const t = useT();
  const labels = useAppState((s) => s.labels);
  const active = useAppState((s) => s.activeLabel);
  const list = useRef<HTMLUListElement>(null);
  const focus = useGridFocus(
    list,
    labels.findIndex((l) => l.value === active),
  );
  return (
    <Section
      title={t('labels.title')}
      count={decimal(labels.length)}
      tools={<CommandIcon command="new-label" icon={PlusIcon} />}
    >
      {labels.length === 0 ? (
        <p className="section-note">{t('labels.empty')}</p>
      ) : (
        <ul ref={list} {...focus}>
          {labels.map((label) => (
            <LabelRow key={label.value} label={label} active={label.value === active} />
          ))}
        </ul>
      )}
    </Section>
  );
}
