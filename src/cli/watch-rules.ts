import { type FoundRules, RuleChanges } from '../app/rule-changes.ts'
import { WorldError } from '../app/world-error.ts'
import type { Config } from '../config/schema.ts'
import type { Rule } from '../core/rule.ts'
import { configuredRulesIn, configuredSources } from './configured-rules.ts'
import { UsageError } from './exit-code.ts'
import type { RuleSources } from './load-rules.ts'
import type { Log } from './log.ts'
import { systemClock } from './wire-service.ts'

/** Rules with what stood in their files. */
export interface ReadRules {
  readonly rules: readonly Rule[]
  readonly text: string
}

/** What a change of rules goes by. */
export interface RuleWatch {
  readonly config: Config
  /** The rules with which the service has begun. */
  readonly begun: ReadRules
  readonly log: Log
  /** Tags by these from now on. Rejects, with all as it was, where they cannot be taken. */
  readonly use: (rules: readonly Rule[]) => Promise<void>
  /** Hears why the rules of before go on, null where they need not. */
  readonly stale: (fault: string | null) => void
}

/** All that decides which rules the files hold. */
export function textOfSources({ files, unreadable, overrides }: RuleSources): string {
  return JSON.stringify([files, unreadable, overrides])
}

/** Looks at the rule files of a running service, and takes what has changed. */
export function ruleChanges({ config, begun, log, use, stale }: RuleWatch): RuleChanges {
  const told = (faults: readonly string[]) => {
    stale(faults.length === 0 ? null : faults[0]!.split('\n')[0]!)
    if (faults.length === 0) return log('info', 'the rules have changed, and are taken')
    log('error', `the rules have changed, and are not taken: those of before go on. ${faults[0]}`, { faults })
  }
  return new RuleChanges({ read: () => found(config, use), clock: systemClock, told }, config.rules.watchMs, begun.text)
}

async function found(config: Config, use: (rules: readonly Rule[]) => Promise<void>): Promise<FoundRules> {
  let sources: RuleSources
  try {
    sources = await configuredSources(config)
  } catch (error) {
    const { message } = usageError(error)
    return { text: `unreadable: ${message}`, take: () => Promise.resolve([message]) }
  }
  return { text: textOfSources(sources), take: () => taken(sources, config, use) }
}

/** What is wrong with the rules of these files; if nothing is, they are in use. */
async function taken(
  sources: RuleSources,
  config: Config,
  use: (rules: readonly Rule[]) => Promise<void>,
): Promise<readonly string[]> {
  const faults: string[] = []
  try {
    const notes = {
      note: (text: string) => void faults.push(text.trimEnd()),
      paintNote: (_: unknown, text: string) => text,
    }
    const rules = await configuredRulesIn(sources, config, notes)
    if (rules === null) return faults
    await use(rules)
    return []
  } catch (error) {
    if (error instanceof WorldError) throw error
    return [usageError(error).message]
  }
}

function usageError(error: unknown): UsageError {
  if (error instanceof UsageError) return error
  throw error
}
