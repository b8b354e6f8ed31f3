import { createContext } from 'react';

/** Where floating things are put: inside the page's main part, or inside the open dialog, which covers all else. */
export const PortalContext = createContext<HTMLElement | null>(null);
