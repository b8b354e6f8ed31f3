const APPLE = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

const NAMES: Readonly<Record<string, string>> = {
  $mod: APPLE ? '⌘' : 'Ctrl',
  Control: 'Ctrl',
  Alt: APPLE ? '⌥' : 'Alt',
  Shift: APPLE ? '⇧' : 'Shift',
  Meta: APPLE ? '⌘' : 'Win',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Escape: 'Esc',
  Enter: 'Enter',
  Space: 'Space',
  ' ': 'Space',
  Delete: 'Del',
  Backspace: '⌫',
};

/** A key combination in tinykeys form as the names printed on the keys: '$mod+Shift+z' -> ['Ctrl', 'Shift', 'Z']. */
export const keyNames = (key: string): readonly string[] =>
  // '+' itself is the last part of 'Shift++'
  (key.endsWith('+') ? [...key.slice(0, -1).split('+').filter(Boolean), '+'] : key.split('+')).map(
    (part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part.replace(/^(?:Key|Digit)/, '')),
  );

/** The combination of a pressed key in tinykeys form; null while only modifiers are down. */
export function keyPressed(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return null;
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const parts: string[] = [];
  if (APPLE ? event.metaKey : event.ctrlKey) parts.push('$mod');
  if (APPLE && event.ctrlKey) parts.push('Control');
  if (event.altKey) parts.push('Alt');
  // Shift is part of a sign ('?'), but not of a letter
  if (event.shiftKey && (key.length > 1 || /[a-z0-9]/.test(key))) parts.push('Shift');
  return [...parts, key].join('+');
}
