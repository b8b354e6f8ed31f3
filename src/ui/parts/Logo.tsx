/** The mark: an outline and the structure found inside it. */
export const Logo = ({ size = 20 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 20 20" fill="none" strokeWidth="1.600" strokeLinecap="round" aria-hidden>
    <path
      d="M10 2.400c4.700 0 7.600 2.900 7.600 7.100 0 4.900-3.300 8.100-7.300 8.100-4.500 0-7.900-3.100-7.900-7.400 0-4.700 3.100-7.800 7.600-7.800z"
      stroke="var(--text)"
    />
    <path d="M10.400 6.400c2.100.2 3.300 1.600 3.300 3.400 0 2.400-1.600 4.100-3.800 4.100" stroke="var(--accent)" />
  </svg>
);
