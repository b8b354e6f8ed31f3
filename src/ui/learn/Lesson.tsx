import type { ReactNode } from 'react';
import { Icon, type IconShape } from '../parts/Icon.tsx';

interface Props {
  readonly icon: IconShape;
  readonly title: string;
  readonly about: string;
  readonly children?: ReactNode;
}

/** What stands where there is nothing yet: what belongs here and how it comes about. */
export const Lesson = ({ icon, title, about, children }: Props) => (
  <div className="learn-lesson">
    <span className="learn-lesson-icon">
      <Icon of={icon} size={20} />
    </span>
    <h3>{title}</h3>
    <p>{about}</p>
    {children}
  </div>
);
