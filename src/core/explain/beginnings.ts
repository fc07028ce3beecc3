import type { Pattern } from '../rule.ts'

/** The events of which any one begins a window of the pattern. */
export function beginningsOf(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case 'expectation':
      return [pattern.after]
    case 'repeat':
    case 'single':
      return [pattern.event]
  }
}
