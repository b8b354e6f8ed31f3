import { createContext } from 'react';

/** Where floating things are put: inside the open dialog, which covers all else; null = the page. */
export const PortalContext = createContext<HTMLElement | null>(null);
