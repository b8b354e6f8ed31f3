import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly area: 'data' | 'training' | 'gate';
  /** Beside the title. */
  readonly head?: ReactNode;
  readonly children: ReactNode;
}

/** One of the three columns of Learn; it scrolls by itself while they stand side by side. */
export const Panel = ({ title, area, head, children }: Props) => (
  <section className="learn-panel" data-area={area} aria-label={title}>
    <div className="panel-head">
      <h2>{title}</h2>
      {head}
    </div>
    <div className="panel-body">{children}</div>
  </section>
);
