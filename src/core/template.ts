/** A `{name}` of a template; there is no other syntax and no logic. */
const PLACEHOLDER = /\{([A-Za-z_][A-Za-z0-9_.-]*)\}/

/** A template in parts: texts at even places, names at odd ones. */
type Parts = readonly string[]

/** Templates are few and filled often. Bounded: a template comes from a rule. */
const known = new Map<string, Parts>()

function partsOf(template: string): Parts {
  const found = known.get(template)
  if (found !== undefined) return found
  const parts = template.split(PLACEHOLDER)
  if (known.size > 10_000) known.clear()
  known.set(template, parts)
  return parts
}

/** Fills a template. A name without a value shows as `?`: a summary never fails. */
export function fillTemplate(template: string, valueNamed: (name: string) => string | undefined): string {
  const parts = partsOf(template)
  let filled = parts[0]!
  for (let i = 1; i < parts.length; i += 2) filled += (valueNamed(parts[i]!) ?? '?') + parts[i + 1]!
  return filled
}

/** The names that a template holds. */
export function namesIn(template: string): readonly string[] {
  return partsOf(template).filter((_, index) => index % 2 === 1)
}
