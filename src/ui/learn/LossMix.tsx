import { Slider } from 'radix-ui';
import { useT } from '../i18n/useT.ts';
import { CloseIcon, PlusIcon } from '../parts/icons.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Section } from '../parts/Section.tsx';
import { Select } from '../parts/Select.tsx';
import { useAppState } from '../useApp.ts';
import {
  boundaries,
  MOST_LOSSES,
  percents,
  withBoundaries,
  withLoss,
  withOther,
  withoutLoss,
  withShare,
} from './lossMix.ts';
import { useLearnOptions } from './useLearnOptions.ts';

/** The losses and their shares: dragged as one bar, or typed. */
export function LossMix() {
  const t = useT();
  const [{ loss: mix }, set] = useLearnOptions();
  const losses = useAppState((s) => s.learn.losses);
  const titleOf = (id: string) => losses.find((l) => l.id === id)?.title ?? id;
  const shares = percents(mix);
  const spare = losses.filter((l) => !mix.some(([, id]) => id === l.id));
  return (
    <Section
      title={t('learn.loss')}
      tools={
        mix.length < MOST_LOSSES &&
        spare[0] && (
          <IconButton
            icon={PlusIcon}
            label={t('learn.loss.add')}
            onClick={() => set({ loss: withLoss(mix, spare[0]!.id) })}
          />
        )
      }
    >
      <div className="section-pad">
        <Slider.Root
          className="mix"
          min={0}
          max={100}
          minStepsBetweenThumbs={1}
          value={boundaries(mix)}
          disabled={mix.length < 2}
          onValueChange={(at) => set({ loss: withBoundaries(mix, at) })}
        >
          <Slider.Track className="mix-track">
            {mix.map(([, id], n) => (
              <span key={id} style={{ width: `${shares[n]}%` }} />
            ))}
          </Slider.Track>
          {mix.slice(1).map(([, id], n) => (
            <Slider.Thumb
              key={id}
              className="mix-thumb"
              aria-label={t('learn.loss.between', { a: titleOf(mix[n]![1]), b: titleOf(id) })}
              aria-valuetext={`${titleOf(mix[n]![1])} ${shares[n]} %, ${titleOf(id)} ${shares[n + 1]} %`}
            />
          ))}
        </Slider.Root>
        <ul className="mix-parts">
          {mix.map(([, id], n) => (
            <li key={id}>
              <Select
                label={t('learn.loss.name', { n: n + 1 })}
                value={id}
                options={losses
                  .filter((l) => l.id === id || !mix.some(([, other]) => other === l.id))
                  .map((l) => ({ value: l.id, name: l.title }))}
                onChange={(other) => set({ loss: withOther(mix, n, other) })}
              />
              <div className="mix-share">
                <NumberField
                  label={t('learn.loss.share', { name: titleOf(id) })}
                  value={shares[n]!}
                  min={0}
                  max={100}
                  unit="%"
                  width={64}
                  onChange={(share) => set({ loss: withShare(mix, n, share) })}
                />
                {mix.length > 1 && (
                  <IconButton
                    icon={CloseIcon}
                    dim
                    label={t('learn.loss.remove', { name: titleOf(id) })}
                    onClick={() => set({ loss: withoutLoss(mix, n) })}
                  />
                )}
              </div>
            </li>
          ))}
        </ul>
      </div>
    </Section>
  );
}
