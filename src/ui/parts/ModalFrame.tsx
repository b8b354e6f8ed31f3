import { type CSSProperties, type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { PortalContext } from './portal.ts';

interface Props {
  readonly label: string;
  readonly width?: number;
  readonly className?: string;
  readonly onClose: () => void;
  /** Where focus starts; else at the first control. */
  readonly first?: RefObject<HTMLElement | null> | undefined;
  readonly children: ReactNode;
}

/**
 * A modal dialog on the browser's own <dialog>: the rest of the page is inert, Escape closes, focus returns.
 * A press outside closes it too.
 */
export function ModalFrame({ label, width = 480, className = '', onClose, first, children }: Props) {
  const frame = useRef<HTMLDialogElement>(null);
  const [inside, setInside] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const dialog = frame.current!;
    dialog.showModal();
    setInside(dialog);
    first?.current?.focus();
    return () => dialog.close();
  }, [first]);
  return (
    <dialog
      ref={frame}
      className={`dialog ${className}`}
      aria-label={label}
      style={{ '--dialog-width': `${width}px` } as CSSProperties}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
    >
      <PortalContext value={inside}>
        <div className="dialog-box">{children}</div>
      </PortalContext>
    </dialog>
  );
}
