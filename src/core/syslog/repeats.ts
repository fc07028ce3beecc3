/** A line that only says how often the one before it came again: syslog daemons, NX-OS (`3 time`), AireOS. */
const OF_THE_LAST = /^(?:last message repeated|Previous message occurred) (\d{1,9}) times?\.?$/
/** A message that says how often it came itself: a relay's ending, AireOS, IOS' own limiter. What rsyslog wraps is read-repeated.ts. */
const OF_ITSELF =
  /\(message repeated (\d{1,9}) times?\)$|\[\.\.\.It occurred (\d{1,9}) times?\.!\]$|^[A-Z][A-Z0-9_-]+: message repeated (\d{1,9}) times? in last \d+ sec$/

/**
 * How often a message occurred, by the words of its text: beside the line that says so, or, for a line that speaks of the
 * last message only, instead of it. 0 for a text that does not say.
 */
export function repeatsOf(text: string): number {
  // Looked for at the end first, as every line asks.
  const end = text.slice(-8)
  if (!end.includes('time') && !end.endsWith(' sec')) return 0
  const found = OF_THE_LAST.exec(text) ?? OF_ITSELF.exec(text)
  return found === null ? 0 : Number(found.slice(1).find(count => count !== undefined))
}

/** Whether a text speaks of the device's last message instead of one of its own. */
export function isOfTheLast(text: string): boolean {
  return OF_THE_LAST.test(text)
}
