import { type ReactNode, useId, useState } from 'react';
import { useMedia } from '../useMedia.ts';
import { Icon, type IconShape } from './Icon.tsx';
import { ChevronDownIcon, ChevronRightIcon } from './icons.ts';

interface Props {
  readonly title: string;
  readonly icon?: IconShape;
  readonly count?: ReactNode;
  /** Controls at the right end of the header. */
  readonly tools?: ReactNode;
  /** Can be folded to its header; on small windows it starts folded. */
  readonly foldable?: boolean;
  readonly children: ReactNode;
}

/** A titled part of the inspector. */
export function Section({ title, icon, count, tools, foldable, children }: Props) {
  const roomy = useMedia('(width >= 1280px) and (height >= 760px)');
  const [choice, setChoice] = useState<boolean | null>(null);
  const open = !foldable || (choice ?? roomy);
  const body = useId();
  const heading = (
    <>
      {icon && <Icon of={icon} />}
      {title}
      {count && <span className="count">{count}</span>}
    </>
  );
  return (
    <section className="section" aria-label={title} data-folded={!open || undefined}>
      <div className="section-head">
        <h2>
          {foldable ? (
            <button type="button" aria-expanded={open} aria-controls={body} onClick={() => setChoice(!open)}>
              <Icon of={open ? ChevronDownIcon : ChevronRightIcon} size={14} />
              {heading}
            </button>
          ) : (
            heading
          )}
        </h2>
        <span className="grow" />
        {tools}
      </div>
      <div id={body} hidden={!open}>
        {open && children}
      </div>
    </section>
  );
}
