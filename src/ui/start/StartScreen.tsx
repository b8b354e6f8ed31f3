import { useT } from '../i18n/useT.ts';
import { CAN_LEARN } from '../learn/available.ts';
import { Icon } from '../parts/Icon.tsx';
import { ShieldIcon } from '../parts/icons.ts';
import { Notices } from '../stage/Notices.tsx';
import { backendName, backendTone } from '../status/BackendBadge.tsx';
import { useAppState } from '../useApp.ts';
import { DropZone } from './DropZone.tsx';
import { RecentCases } from './RecentCases.tsx';
import { SampleCards } from './SampleCards.tsx';
import { TeachingStrip } from './TeachingStrip.tsx';
import { useSamples } from './useSamples.ts';

/** Nothing is open: what the app does, in four pictures, and the ways to begin. */
export function StartScreen() {
  const t = useT();
  const samples = useSamples();
  return (
    <div className="start">
      <div className="start-page">
        <div>
          <h1>{t(CAN_LEARN ? 'start.titleLearn' : 'start.title')}</h1>
          <p className="start-lead">{t('start.lead')}</p>
        </div>
        <TeachingStrip slice={samples.abdomen ?? null} />
        <div className="start-two">
          <DropZone />
          <div className="start-side">
            <RecentCases />
            <SampleCards samples={samples} />
          </div>
        </div>
        <PrivacyLine />
      </div>
      <Notices />
    </div>
  );
}

function PrivacyLine() {
  const t = useT();
  const backend = useAppState((s) => s.backend);
  return (
    <div className="promise">
      <Icon of={ShieldIcon} />
      <span>
        <span className="medium">{t('start.private')}</span> <span className="quiet">{t('start.privateMore')}</span>
      </span>
      <span className="grow" />
      <span className="promise-backend">
        <span className="dot" data-tone={backendTone(backend)} />
        {backend.state === 'ready'
          ? t('start.ready', { name: backendName(backend.backend) })
          : t(`start.backend.${backend.state}`)}
      </span>
    </div>
  );
}
