import { pickFiles } from '../files/pickFiles.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Notices } from '../stage/Notices.tsx';
import { useApp, useDisabledReason } from '../useApp.ts';
import { useSay } from '../i18n/useT.ts';

/** The case has no PET yet: how to give it one. */
export function AddPet() {
  const app = useApp();
  const t = useT();
  const say = useSay();
  const why = useDisabledReason('add-pet');
  const choose = async (folder: boolean) => {
    const files = await pickFiles({ multiple: !folder, folder });
    if (files.length) invoke(app, 'add-pet', files);
  };
  return (
    <div className="petct-empty">
      <h2>{t('petct.add.title')}</h2>
      <p className="quiet">{why ? say(why) : t('petct.add.about')}</p>
      {!why && (
        <div className="petct-empty-buttons">
          <Button kind="primary" onClick={() => void choose(false)}>
            {t('petct.add.files')}
          </Button>
          <Button onClick={() => void choose(true)}>{t('petct.add.folder')}</Button>
        </div>
      )}
      <Notices />
    </div>
  );
}
