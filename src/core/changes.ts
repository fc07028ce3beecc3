/**
 * Names of the windows and lives that folds have made, changed or dropped since it was made. Whoever stores a state writes
 * these and no others. Only grows: who wants it small begins a new one at each store.
 */
export interface Changes {
  readonly windows: Set<string>
  readonly lives: Set<string>
}

export function newChanges(): Changes {
  return { windows: new Set(), lives: new Set() }
}
