/**
 * A text in which upper and lower case are the same, for comparing.
 *
 * Beyond lower case the long s is an s and the final sigma a sigma: so every text that RE2 takes for equal without regard
 * to case is equal here where it is ASCII, and a piece of a text folds as it does in the whole.
 */
export function foldCase(text: string): string {
  const lower = text.toLowerCase()
  return /[ſς]/.test(lower) ? lower.replaceAll('ſ', 's').replaceAll('ς', 'σ') : lower
}
