/** How well a name answers a search, 0..1: its beginning, the beginning of its words, anywhere in it, or not at all. */
export function matchScore(name: string, search: string): number {
  const text = name.toLowerCase();
  const parts = search.toLowerCase().trim().split(/\s+/);
  if (!parts.every((part) => text.includes(part))) return 0;
  if (text.startsWith(parts[0]!)) return 1;
  const starts = parts.every((part) => text.split(/[\s:,]+/).some((word) => word.startsWith(part)));
  return starts ? 0.8 : 0.5;
}
