/** A `{name}` of a template; there is no other syntax and no logic. */
const PLACEHOLDER = /\{([A-Za-z_][A-Za-z0-9_.-]*)\}/g

/** Fills a template. A name without a value shows as `?`: a summary never fails. */
export function fillTemplate(template: string, valueNamed: (name: string) => string | undefined): string {
  return template.replace(PLACEHOLDER, (_, name: string) => valueNamed(name) ?? '?')
}

/** The names that a template mentions. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(found => found[1]!)
}
