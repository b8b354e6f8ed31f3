import type { IconShape } from './Icon.tsx';

/** A polygon with its corners marked, on a 24 grid. */
export const PolygonIcon: IconShape = ({ size, strokeWidth, className }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth={strokeWidth}
    strokeLinejoin="round"
    className={className}
    aria-hidden
  >
    <path d="M4.5 9.5 12 4.200l7.500 5.300-2.800 9.300H7.300z" />
    <g fill="currentColor" stroke="none">
      <circle cx="4.500" cy="9.500" r="2" />
      <circle cx="12" cy="4.200" r="2" />
      <circle cx="19.500" cy="9.500" r="2" />
      <circle cx="16.700" cy="18.800" r="2" />
      <circle cx="7.300" cy="18.800" r="2" />
    </g>
  </svg>
);
