import type { Pattern } from '../rule.ts'

/** The events of which any one begins a window of the pattern. */
export function beginningsOf(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case 'expectation':
      return [pattern.after]
    case 'sequence':
      return [pattern.steps[0]!.event]
    case 'all':
      return pattern.events
    case 'repeat':
    case 'distinct':
    case 'heartbeat':
    case 'single':
      return [pattern.event]
  }
}
