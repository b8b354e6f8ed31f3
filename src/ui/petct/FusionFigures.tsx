import { pixelAt, planeOf } from '../../core/plane.ts';
import { fusedKey } from '../../state/fusion.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { Section } from '../parts/Section.tsx';
import { useApp, useAppState } from '../useApp.ts';

/** The eight figures, with the digits that tell them apart. */
const FIGURES = [
  ['ag', 2],
  ['sf', 2],
  ['ssim', 3],
  ['sd', 1],
  ['mi', 2],
  ['psnr', 1],
  ['ie', 2],
  ['qabf', 3],
] as const;

/** What eight figures say of the axial slice: the plain blend beside the learned picture. */
export function FusionFigures() {
  const app = useApp();
  const t = useT();
  const { fusion, cross } = useAppState((s) => s.petct);
  const doc = app.document;
  if (fusion.show !== 'learned' || !doc) return null;
  const slice = pixelAt(planeOf(doc.volume.grid, 'axial'), cross)[2];
  const figures = app.pet?.fused.get(fusedKey('axial', slice))?.figures;
  return (
    <Section title={t('petct.figures')} count={t('petct.figures.of', { slice: slice + 1 })}>
      {figures ? (
        <table className="petct-table">
          <thead>
            <tr>
              <th scope="col">
                <span className="sr-only">{t('petct.figures.name')}</span>
              </th>
              <th scope="col">{t('petct.fusion.blend')}</th>
              <th scope="col">{t('petct.fusion.learned')}</th>
            </tr>
          </thead>
          <tbody>
            {FIGURES.map(([id, digits]) => (
              <tr key={id}>
                <th scope="row">
                  {t(`fusion.${id}`)} <span className="faint">{t(`fusion.${id}.short`)}</span>
                </th>
                <Cell value={figures.blend[id]} other={figures.fused[id]} digits={digits} />
                <Cell value={figures.fused[id]} other={figures.blend[id]} digits={digits} />
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="section-note">{t('petct.figures.waiting')}</p>
      )}
      <p className="section-note">{t('petct.figures.note')}</p>
    </Section>
  );
}

function Cell({ value, other, digits }: { value: number; other: number; digits: number }) {
  const best = value > other;
  return (
    <td data-best={best || undefined}>
      {decimal(value, digits)}
      <span className="petct-best" aria-hidden>
        {best ? '●' : ''}
      </span>
    </td>
  );
}
