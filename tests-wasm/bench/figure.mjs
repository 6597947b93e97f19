//! Medians of what was measured, by library.

export const LIBRARIES = ["ours", "jssip", "sipjs"];

export const byLibrary = (make) => Object.fromEntries(LIBRARIES.map((library) => [library, make(library)]));

export function median(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
