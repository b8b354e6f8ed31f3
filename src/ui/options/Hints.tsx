import type { ToolId } from '../../state/appState.ts';
import { type TextKey, useT } from '../i18n/useT.ts';
import { Keys } from '../parts/Kbd.tsx';

/** Keys that change what a tool does while it is used. */
const HINTS: Readonly<Partial<Record<ToolId, readonly (readonly [keys: string, text: TextKey])[]>>> = {
  brush: [
    ['Control', 'hint.eraseWhileHeld'],
    ['Shift', 'hint.straight'],
  ],
  eraser: [['Shift', 'hint.straight']],
  polygon: [
    ['Enter', 'hint.closePolygon'],
    ['Backspace', 'hint.lastPoint'],
    ['Escape', 'hint.cancel'],
  ],
  ruler: [['Shift', 'hint.straight']],
};

export function Hints({ tool }: { tool: ToolId }) {
  const t = useT();
  const hints = HINTS[tool];
  if (!hints) return null;
  return (
    <span className="hints wide-only">
      {hints.map(([keys, text]) => (
        <span key={text} className="hints">
          <Keys of={keys} />
          {t(text)}
        </span>
      ))}
    </span>
  );
}
