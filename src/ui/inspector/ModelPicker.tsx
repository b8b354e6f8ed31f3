import { use } from 'react';
import { PortalContext } from '../parts/portal.ts';
import { DropdownMenu } from 'radix-ui';
import type { ModelInfo } from '../../state/appState.ts';
import { bytes, decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { confirmDeleteModel } from '../dialogs/confirmDelete.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { CheckIcon } from '../parts/icons.ts';
import { useApp, useAppState } from '../useApp.ts';

/** The models at hand, each with its figures and the set that they were computed on. */
export function ModelPicker() {
  const app = useApp();
  const t = useT();
  const models = useAppState((s) => s.models);
  const chosen = useAppState((s) => s.model);
  const own = models.find((m) => m.id === chosen && m.source === 'imported');
  const portal = use(PortalContext);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button kind="ghost" size="tight">
          {t(chosen ? 'model.change' : 'model.choose')}
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={portal}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.RadioGroup value={chosen ?? ''} onValueChange={(id) => invoke(app, 'choose-model', id)}>
            {models.map((m) => (
              <DropdownMenu.RadioItem key={m.id} value={m.id} className="menu-item model-item">
                <span className="tick">
                  <DropdownMenu.ItemIndicator>
                    <Icon of={CheckIcon} size={14} />
                  </DropdownMenu.ItemIndicator>
                </span>
                <ModelFacts model={m} />
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item className="menu-item" onSelect={() => invoke(app, 'import-model')}>
            {t('model.import')}
          </DropdownMenu.Item>
          {own && (
            <DropdownMenu.Item className="menu-item" onSelect={() => confirmDeleteModel(app, own)}>
              {t('model.delete', { name: own.plan.title })}
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function ModelFacts({ model: { plan, bytes: size } }: { model: ModelInfo }) {
  const t = useT();
  return (
    <span className="model-facts">
      <span className="medium">{plan.title}</span>
      <span className="micro faint">
        {[plan.labels.map((l) => l.name).join(', '), size > 0 ? bytes(size) : ''].filter(Boolean).join(' · ')}
      </span>
      {plan.provenance.trainedOn && (
        <span className="micro faint">{t('model.trainedOn', { set: plan.provenance.trainedOn })}</span>
      )}
      {plan.metrics.slice(0, 3).map((m) => (
        <span key={m.name + m.on} className="micro faint">
          {t('model.metric', { name: m.name, value: decimal(m.value, 3), on: m.on })}
        </span>
      ))}
    </span>
  );
}
