import type { ReactNode, RefObject } from 'react';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { useApp } from '../useApp.ts';
import { CloseIcon } from './icons.ts';
import { IconButton } from './IconButton.tsx';
import { ModalFrame } from './ModalFrame.tsx';

interface Props {
  readonly title: string;
  readonly about?: string;
  readonly width?: number;
  readonly children: ReactNode;
  /** Where focus starts; the safe choice. */
  readonly first?: RefObject<HTMLElement | null>;
}

/** A dialog of the app, with its title and a close button. */
export function Dialog({ title, about, width, children, first }: Props) {
  const app = useApp();
  const t = useT();
  const close = () => invoke(app, 'close-dialog');
  return (
    <ModalFrame label={title} {...(width ? { width } : {})} onClose={close} first={first}>
      <div className="dialog-head">
        <h2>{title}</h2>
      </div>
      {about && <p className="dialog-about">{about}</p>}
      {children}
      {/* last, so that focus starts in the content */}
      <span className="dialog-close">
        <IconButton icon={CloseIcon} label={t('action.close')} onClick={close} />
      </span>
    </ModalFrame>
  );
}
