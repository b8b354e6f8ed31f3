import type { Contender } from '../../state/compareState.ts';
import { useT } from '../i18n/useT.ts';
import { useAppState } from '../useApp.ts';

/** Names of contenders as a person knows them: with the version where a model has learned. */
export function useContenderName(): (c: Pick<Contender, 'of' | 'title'>) => string {
  const t = useT();
  const models = useAppState((s) => s.models);
  const contenders = useAppState((s) => s.compare.contenders);
  return ({ of, title }) => {
    if (of.kind === 'mask') return t('compare.yourMask');
    const several =
      of.version > 1 ||
      models.some((m) => m.id === of.id && m.version > 1) ||
      contenders.some((c) => c.of.kind === 'model' && c.of.id === of.id && c.of.version !== of.version);
    return several ? t('compare.version', { name: title, n: of.version }) : title;
  };
}
