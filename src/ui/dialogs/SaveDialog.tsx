import { useRef } from 'react';
import { useT } from '../i18n/useT.ts';
import { CommandButton } from '../parts/CommandButton.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { useAppState } from '../useApp.ts';

/** The files that a case can be saved to, and what each of them holds. */
export default function SaveDialog() {
  const t = useT();
  const name = useAppState((s) => s.current?.name ?? '');
  const first = useRef<HTMLButtonElement>(null);
  return (
    <Dialog title={t('save.title', { name })} about={t('save.about')} width={560} first={first}>
      <div className="dialog-body lines">
        <div className="line">
          <div>
            <h3>{t('save.case')}</h3>
            <p>{t('save.case.about')}</p>
          </div>
          <CommandButton ref={first} command="save-case" kind="primary">
            {t('save.case.do')}
          </CommandButton>
        </div>
        <div className="line">
          <div>
            <h3>{t('save.nifti')}</h3>
            <p>{t('save.nifti.about')}</p>
          </div>
          <CommandButton command="export-nifti">{t('save.nifti.do')}</CommandButton>
        </div>
        <div className="line">
          <div>
            <h3>{t('save.png')}</h3>
            <p>{t('save.png.about')}</p>
          </div>
          <CommandButton command="export-png">{t('save.png.do')}</CommandButton>
        </div>
      </div>
    </Dialog>
  );
}
