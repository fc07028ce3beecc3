import type { Rule } from './rule.ts'

/** No id of a rule has a colon. */
const SHADOW = 'shadow:'

/**
 * Under what name matches, windows and incidents of a rule are kept. A shadow rule shares nothing with the rule of its id that is
 * live: whichever of both comes behind the other begins anew, and those of the other end.
 */
export function keptName({ id, shadow }: Pick<Rule, 'id' | 'shadow'>): string {
  return shadow ? `${SHADOW}${id}` : id
}

/** Whether what is kept under this name is that of a shadow rule. */
export function isOfShadow(kept: string): boolean {
  return kept.startsWith(SHADOW)
}

/** The id of the rule. */
export function ruleIdOf(kept: string): string {
  return isOfShadow(kept) ? kept.slice(SHADOW.length) : kept
}
