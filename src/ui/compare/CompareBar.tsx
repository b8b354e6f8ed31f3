import type { CompareLayout } from '../../state/compareState.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { CheckBox } from '../parts/CheckBox.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { Select } from '../parts/Select.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { AddModel } from './AddModel.tsx';

const LAYOUTS: readonly CompareLayout[] = ['grid', 'row', 'overlay', 'difference', 'swipe', 'flicker'];

/** What is shown and how. */
export function CompareBar() {
  const app = useApp();
  const t = useT();
  const { layout, labels, label, linked, outlines, contenders } = useAppState((s) => s.compare);
  const needsTwo = contenders.length < 2 ? t('compare.needsTwo') : null;
  return (
    <div className="options compare-bar" role="toolbar" aria-label={t('compare.bar')}>
      <Segmented
        label={t('compare.layout')}
        value={layout}
        choices={LAYOUTS.map((value) => ({
          value,
          name: t(`compare.layout.${value}`),
          why: value === 'grid' || value === 'row' || value === 'overlay' ? null : needsTwo,
        }))}
        onChange={(next) => invoke(app, 'compare-show', { layout: next })}
      />
      {(layout === 'swipe' || layout === 'flicker') && <PairSelect />}
      <span className="option">
        {t('options.labelOf')}
        <Select
          label={t('options.labelOf')}
          width={132}
          value={labels.some((l) => l.value === label) ? String(label) : ''}
          placeholder={t('options.noLabel')}
          options={labels.map((l) => ({
            value: String(l.value),
            name: `${l.value} ${l.name}`,
            mark: <Swatch color={l.color} />,
          }))}
          onChange={(value) => invoke(app, 'compare-label', Number(value))}
        />
      </span>
      <CheckBox checked={linked} onChange={(next) => invoke(app, 'compare-show', { linked: next, views: {} })}>
        {t('compare.linked')}
      </CheckBox>
      <CheckBox checked={outlines} onChange={(next) => invoke(app, 'compare-show', { outlines: next })}>
        {t('compare.outlines')}
      </CheckBox>
      <span className="grow" />
      <AddModel />
    </div>
  );
}

/** The two of swipe and flicker. */
function PairSelect() {
  const app = useApp();
  const t = useT();
  const pair = useAppState((s) => s.compare.pair);
  const contenders = useAppState((s) => s.compare.contenders);
  const options = contenders.map(({ letter }) => ({ value: letter, name: letter }));
  return (
    <span className="option">
      {([0, 1] as const).map((n) => (
        <Select
          key={n}
          label={t(n === 0 ? 'compare.first' : 'compare.second')}
          width={56}
          value={pair[n]}
          options={options}
          onChange={(letter) => invoke(app, 'compare-show', { pair: n === 0 ? [letter, pair[1]] : [pair[0], letter] })}
        />
      ))}
    </span>
  );
}
