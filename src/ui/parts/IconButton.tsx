import type { ComponentProps } from 'react';
import { Icon, type IconShape } from './Icon.tsx';
import { Tip } from './Tip.tsx';

interface Props extends Omit<ComponentProps<'button'>, 'aria-label' | 'children'> {
  readonly icon: IconShape;
  /** Its name: read aloud, and shown as a tooltip. */
  readonly label: string;
  readonly keys?: string | undefined;
  readonly size?: 'control' | 'tight';
  readonly dim?: boolean;
  readonly edge?: boolean;
  /** Why it cannot be pressed now; said in the tooltip. */
  readonly why?: string | null;
}

/** A button that is only an icon, with a name. */
export const IconButton = ({ icon, label, keys, size = 'tight', dim, edge, why = null, onClick, ...rest }: Props) => (
  <Tip text={why === null ? label : `${label}. ${why}`} keys={why === null ? keys : undefined}>
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      aria-disabled={why !== null || undefined}
      data-size={size}
      data-dim={dim || undefined}
      data-edge={edge || undefined}
      onClick={why === null ? onClick : undefined}
      {...rest}
    >
      <Icon of={icon} />
    </button>
  </Tip>
);
