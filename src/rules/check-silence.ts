import { doubt, type Finding } from '../document/finding.ts'
import type { RuleTest } from './test-schema.ts'

/** Finds a rule whose tests only see it speak, or only see it silent. What has no tests at all is told elsewhere. */
export function checkSilence(tests: readonly RuleTest[]): readonly Finding[] {
  if (tests.length === 0) return []
  const silent = tests.filter(({ expect }) => expect.length === 0)
  if (silent.length === 0) {
    return [doubt(['tests'], 'no test is silent', 'add one with a log that must give nothing: `expect: []`')]
  }
  if (silent.length < tests.length) return []
  return [doubt(['tests'], 'no test sees an incident', 'add one with a log that must give one')]
}
