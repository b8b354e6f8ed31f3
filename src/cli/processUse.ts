/** Processor seconds of this process so far, and the most memory that it ever held, in bytes. */
export function processUse(): { readonly cpuSeconds: number; readonly peakBytes: number } {
  // times in microseconds, sizes in KiB
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakBytes: maxRSS * 1024 };
}
