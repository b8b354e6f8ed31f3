import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { useApp } from '../useApp.ts';

interface Props {
  readonly value: number;
  readonly name: string;
  readonly onDone: () => void;
  readonly focus?: boolean;
}

/** A label's name while it is edited: Enter or leaving the field takes it over, Escape does not. */
export function NameField({ value, name, onDone, focus = true }: Props) {
  const app = useApp();
  const t = useT();
  const [draft, setDraft] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focus) input.current?.select();
  }, [focus]);
  const commit = () => {
    if (draft.trim() !== '' && draft !== name) invoke(app, 'rename-label', { value, name: draft });
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') {
      event.stopPropagation();
      setDraft(name);
      onDone();
    }
  };
  return (
    <span className="field grow">
      <input
        ref={input}
        aria-label={t('labels.name')}
        value={draft}
        maxLength={64}
        onChange={(e) => setDraft(e.target.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
    </span>
  );
}
