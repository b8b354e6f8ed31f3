import { useT } from '../i18n/useT.ts';

/** Samples of the patterns, as they are drawn. */
export function GateLegend() {
  const t = useT();
  return (
    <span className="gate-legend">
      <span>
        <svg width="14" height="14" className="legend-mask" aria-hidden>
          <rect
            x="1.500"
            y="1.500"
            width="11"
            height="11"
            fill="none"
            stroke="#fff"
            strokeWidth="1.400"
            strokeDasharray="2.500 2"
          />
        </svg>
        {t('learn.legend.truth')}
      </span>
      <span>
        <svg width="14" height="14" aria-hidden>
          <rect width="14" height="14" rx="2" fill="#56b4e9" />
          <path d="M-1 6 6-1M-1 11 11-1M3 15 15 3M8 15 15 8" stroke="#fff" />
        </svg>
        {t('learn.legend.missed')}
      </span>
      <span>
        <svg width="14" height="14" aria-hidden>
          <rect width="14" height="14" rx="2" fill="#e69f00" />
          <path d="M0 7l7 7M0 2l12 12M4 0l10 10M9 0l5 5" stroke="#000" strokeWidth="1.400" />
        </svg>
        {t('learn.legend.extra')}
      </span>
    </span>
  );
}
