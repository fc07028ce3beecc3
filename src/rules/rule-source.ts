/** A rule file as it was read. `path` only names it in problems. */
export interface RuleSource {
  readonly path: string
  readonly text: string
}
