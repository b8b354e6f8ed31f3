import { useMemo } from 'react';
import { AGREEMENT, css } from '../../core/compare/looks.ts';
import { type Disagreement, disagreementOf, votesOf } from '../../core/compare/disagreement.ts';
import { indexAt, pixelAt, planeOf } from '../../core/plane.ts';
import { valueAt } from '../../core/volume.ts';
import { decimal, greyValue } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { useApp, useAppState, useDocument } from '../useApp.ts';

/** What the colours mean, how much differs and by whom, and what each says under the shared cursor. */
export function DifferenceCorners() {
  const t = useT();
  const letters = useAppState((s) => s.compare.contenders)
    .filter((c) => c.state === 'done' || c.state === 'running')
    .map((c) => c.letter);
  const found = useDisagreement();
  if (letters.length < 2 || !found) {
    return (
      <div className="corner" data-at="tl">
        <div className="medium">{t('compare.difference')}</div>
        <div className="dim">{t('compare.difference.none')}</div>
      </div>
    );
  }
  const n = letters.length;
  const some = n === 2 ? null : n === 3 ? t('compare.someOf', { n: 2, of: 3 }) : t('compare.twoOrThree');
  const by = (counts: readonly number[]) => letters.map((l, i) => `${l} ${decimal(counts[i] ?? 0)}`).join('  ');
  return (
    <>
      <div className="corner" data-at="tl">
        <div className="medium">{t('compare.difference')}</div>
        <ul className="agreement">
          <li>
            <Patch of="all" />
            {t('compare.allAgree', { count: n })}
          </li>
          {some && (
            <li>
              <Patch of="some" />
              {some}
            </li>
          )}
          <li>
            <Patch of="one" />
            {t('compare.someOf', { n: 1, of: n })}
          </li>
        </ul>
      </div>
      <div className="corner" data-at="tr">
        <div>{t('compare.px', { n: decimal(found.differing), of: decimal(found.union) })}</div>
        {found.union > 0 && (
          <div className="dim">
            {t('compare.ofUnion', { percent: decimal((100 * found.differing) / found.union, 1) })}
          </div>
        )}
        <div className="dim">{t('compare.alone', { who: by(found.alone) })}</div>
        {n > 2 && <div className="dim">{t('compare.missing', { who: by(found.missing) })}</div>}
      </div>
      <AtCross />
    </>
  );
}

function Patch({ of }: { of: keyof typeof AGREEMENT }) {
  const { color, striped } = AGREEMENT[of];
  return (
    <svg width="14" height="14" aria-hidden>
      <rect width="14" height="14" rx="2" fill={css(color, of === 'all' ? 0.3 : 1)} />
      {striped && <path d="M-2 9L9-2M0 14L14 0M5 16L16 5" stroke="rgb(0 0 0 / 0.6)" strokeWidth="1.4" />}
    </svg>
  );
}

/** How the slice shown is split; counted anew when masks, label or slice change. */
function useDisagreement(): Disagreement | null {
  const app = useApp();
  const doc = useDocument();
  const { plane, slice } = useAppState((s) => s.view);
  const label = useAppState((s) => s.compare.label);
  const pixels = useAppState((s) => s.compare.pixels);
  const contenders = useAppState((s) => s.compare.contenders);
  return useMemo(() => {
    const masks = contenders.flatMap(({ letter }) => app.compared.masks.get(letter) ?? []);
    if (!doc || masks.length < 2 || pixels < 0) return null;
    return disagreementOf(votesOf(masks, label, planeOf(doc.volume.grid, plane), slice), masks.length);
  }, [app, doc, plane, slice, label, pixels, contenders]);
}

/** What every mask says under the shared cursor, and the value of the image there. */
function AtCross() {
  const app = useApp();
  const t = useT();
  const doc = useDocument();
  const { plane: name } = useAppState((s) => s.view);
  const { at, label, contenders } = useAppState((s) => s.compare);
  if (!doc || !at) return null;
  const plane = planeOf(doc.volume.grid, name);
  const [u, v, w] = pixelAt(plane, at);
  const element = indexAt(plane, u, v, w);
  const said = contenders.flatMap(({ letter }) => {
    const mask = app.compared.masks.get(letter);
    return mask ? [`${letter} ${t(mask[element] === label ? 'compare.yes' : 'compare.no')}`] : [];
  });
  const { unit } = doc.volume;
  return (
    <div className="corner at-cross" data-at="bl">
      <div>
        <span className="dim">{t('compare.atCross')}</span> {said.join(t('text.comma'))}
      </div>
      <div>{`${greyValue(valueAt(doc.volume, element))}${unit ? ` ${unit}` : ''}`}</div>
    </div>
  );
}
