/** A file as it was read. `path` only names it in problems. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}
