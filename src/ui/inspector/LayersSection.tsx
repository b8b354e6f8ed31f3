import type { ReactNode } from 'react';
import type { AppState } from '../../state/appState.ts';
import { commandById } from '../../state/commands/index.ts';
import { decimal } from '../format/numbers.ts';
import { keysOf } from '../hotkeys.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { EyeIcon, EyeOffIcon } from '../parts/icons.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Kbd } from '../parts/Kbd.tsx';
import { Section } from '../parts/Section.tsx';
import { Slider } from '../parts/Slider.tsx';
import { useApp, useAppState, useAppValues, useDocument } from '../useApp.ts';
import { presetOf, PRESETS } from '../options/presets.ts';
import { EditsSample, ImageSample, PredictionSample } from './PatternSample.tsx';

type LayerName = keyof AppState['layers'];

/** What is drawn over what: your edits on top of the prediction on top of the image. The order is fixed. */
export function LayersSection() {
  const t = useT();
  const hideKey = useAppState((s) => keysOf(commandById('hide-masks'), s.settings.keys)[0]);
  return (
    <Section
      title={t('layers.title')}
      tools={
        hideKey && (
          <>
            <span className="micro faint">{t('layers.holdToHide')}</span>
            <Kbd of={hideKey} />
          </>
        )
      }
    >
      <ul>
        <Layer of="edits" sample={<EditsSample />} about={<AboutEdits />} on />
        <Layer of="prediction" sample={<PredictionSample />} about={<AboutPrediction />} />
        <Layer of="image" sample={<ImageSample />} about={<AboutImage />} />
      </ul>
      <p className="section-note">{t('layers.patterns')}</p>
    </Section>
  );
}

interface LayerProps {
  readonly of: LayerName;
  readonly sample: ReactNode;
  readonly about: ReactNode;
  readonly on?: boolean;
}

function Layer({ of, sample, about, on }: LayerProps) {
  const app = useApp();
  const t = useT();
  const { visible, opacity } = useAppState((s) => s.layers[of]);
  const name = t(`layers.${of}`);
  const percent = Math.round(opacity * 100);
  return (
    <li className="layer" data-on={on || undefined}>
      <IconButton
        icon={visible ? EyeIcon : EyeOffIcon}
        label={t(visible ? 'layers.hide' : 'layers.show', { name })}
        onClick={() => invoke(app, 'set-layer', { layer: of, visible: !visible })}
      />
      {sample}
      <span className="layer-name cut">{name}</span>
      <span className="layer-value">{visible ? `${percent} %` : t('layers.hidden')}</span>
      <span className="layer-about">
        <span className="cut grow">{about}</span>
        <Slider
          label={t('layers.opacity', { name })}
          max={100}
          value={percent}
          text={`${percent} %`}
          onChange={(v) => invoke(app, 'set-layer', { layer: of, opacity: v / 100 })}
        />
      </span>
    </li>
  );
}

function AboutEdits() {
  const t = useT();
  const [added, removed] = useAppValues((s) => [
    s.tally?.added[s.view.slice] ?? 0,
    s.tally?.removed[s.view.slice] ?? 0,
  ]);
  return added + removed === 0
    ? t('layers.noEditsHere')
    : t('layers.editsHere', { added: decimal(added!), removed: decimal(removed!) });
}

function AboutPrediction() {
  const t = useT();
  const here = useAppState((s) => s.tally?.predicted[s.view.slice]);
  if (here === undefined) return null;
  return here === 0 ? t('layers.noPredictionHere') : t('layers.predictionHere', { n: decimal(here) });
}

function AboutImage() {
  const t = useT();
  const doc = useDocument();
  const window = useAppState((s) => s.view.window);
  if (!doc) return null;
  if (doc.volume.channels === 3) return t('layers.colour');
  const preset = PRESETS.find((p) => p.command === presetOf(window, doc.volume));
  const figures = `${decimal(window.width)} / ${decimal(window.center)}`;
  return preset ? `${t(preset.name)} ${figures}` : t('layers.window', { figures });
}
