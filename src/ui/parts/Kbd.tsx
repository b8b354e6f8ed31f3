import { keyNames } from '../format/keyNames.ts';

/** A key combination (tinykeys form), one cap a key. */
export const Keys = ({ of }: { of: string }) => (
  <span className="keys">
    {keyNames(of).map((name) => (
      <kbd key={name} className="kbd">
        {name}
      </kbd>
    ))}
  </span>
);

/** A key combination in one cap: 'Ctrl K'. */
export const Kbd = ({ of }: { of: string }) => <kbd className="kbd">{keyNames(of).join(' ')}</kbd>;
