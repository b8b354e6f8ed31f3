import { lazy, Suspense, useMemo } from 'react';
import type { PaneContent } from '../../canvas/panes/paneContent.ts';
import { paneApp } from '../../state/paneApp.ts';
import { useT } from '../i18n/useT.ts';
import { Letters } from '../stage/Letters.tsx';
import { AppContext, useApp, useAppState } from '../useApp.ts';
import { DifferenceCorners } from './DifferenceCorners.tsx';
import { MaskCorners } from './MaskCorners.tsx';
import { useContenderName } from './useNames.ts';
import { ViewCorners } from './ViewCorners.tsx';

const PaneView = lazy(async () => ({ default: (await import('../../canvas/panes/PaneView.tsx')).PaneView }));

interface Props {
  readonly pane: string;
  readonly content: PaneContent;
  readonly first: boolean;
}

/** One stage of Compare with what is written over it. */
export function Pane({ pane, content, first }: Props) {
  const app = useApp();
  const t = useT();
  const nameOf = useContenderName();
  const contenders = useAppState((s) => s.compare.contenders);
  const mine = useMemo(() => paneApp(app, pane), [app, pane]);
  const named = content.kind === 'masks' ? contenders.filter((c) => content.letters.includes(c.letter)) : [];
  const label =
    content.kind === 'difference'
      ? t('compare.difference')
      : content.kind === 'reference'
        ? t('compare.reference')
        : named.map((c) => `${c.letter}: ${nameOf(c)}`).join(t('text.comma'));
  return (
    <section className="stage pane" aria-label={label}>
      <AppContext value={mine}>
        <div className="canvas">
          <Suspense>
            <PaneView app={mine} content={content} label={label} measures={first} />
          </Suspense>
        </div>
        <Letters />
        <ViewCorners />
        {content.kind === 'difference' ? (
          <DifferenceCorners />
        ) : content.kind === 'reference' ? (
          <ReferenceCorner />
        ) : (
          <MaskCorners letters={content.letters} />
        )}
      </AppContext>
    </section>
  );
}

function ReferenceCorner() {
  const t = useT();
  const reference = useAppState((s) => s.compare.reference);
  return (
    <div className="corner" data-at="tl">
      <div className="medium">{t('compare.reference')}</div>
      <div className="dim">
        {reference?.kind === 'file' ? reference.name || t('compare.reference.drawn') : t('compare.yourMask')}
      </div>
    </div>
  );
}
