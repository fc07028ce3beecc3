import { readRuleFiles } from '../adapters/file/rule-files.ts'
import { DAY_MS } from '../core/syslog/civil.ts'
import { durationFault, parseDuration } from '../document/duration.ts'
import { formatProblem, type Problem } from '../document/problem.ts'
import { checkRules } from '../rules/check-rules.ts'
import type { TunedRules } from '../rules/load-tuned.ts'
import { type Arguments, choiceOf, readArguments, textOf } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { counted } from './counted.ts'
import { effectiveTable } from './effective-rules.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { junitOf } from './junit.ts'
import { SHIPPED_RULES } from './load-rules.ts'
import { OVERRIDES_FLAG, OVERRIDES_HELP, overridesOf } from './overrides-flag.ts'

const HELP = `sequor check [PATH…]: checks rule files and shows every error and warning with its place

  sequor check                       the rules that come with sequor
  sequor check rules/ more.yaml      files and folders

flags:
  --format FORMAT    pretty (default), ndjson, junit
  --deny-warnings    end with 1 if there are warnings
  --retention TIME   how long matches are kept (38d): windows must not be longer
${OVERRIDES_HELP}:
                     shows what is in effect beside what the rules say

exit codes: 0 no errors, 1 warnings with --deny-warnings, 2 errors, 3 faulty arguments`

const FLAGS = {
  format: { type: 'string' },
  'deny-warnings': { type: 'boolean' },
  retention: { type: 'string' },
  ...OVERRIDES_FLAG,
} as const

/** What the matches topic keeps: longer than an incident lives. */
const DEFAULT_RETENTION_MS = 38 * DAY_MS

function retentionOf(args: Arguments): number {
  const written = textOf(args, 'retention')
  if (written === null) return DEFAULT_RETENTION_MS
  const ms = parseDuration(written)
  if (ms !== null && ms > 0) return ms
  throw new UsageError(
    `--retention: ${ms === 0 ? 'must be longer than nothing' : durationFault(written)}`,
    'write `38d`',
  )
}

/** A path without rules, as a problem without a place. */
function unreadableProblem({ path, reason }: { path: string; reason: string }): Problem {
  return { path, line: 1, column: 1, level: 'error', message: reason, hint: null, source: '', length: 1 }
}

async function check(argv: readonly string[], { terminal }: CommandContext): Promise<ExitCode> {
  const args = readArguments(argv, FLAGS)
  const format = choiceOf(args, 'format', ['pretty', 'ndjson', 'junit'], 'pretty')
  const paths = args.positionals.length > 0 ? args.positionals : [SHIPPED_RULES]
  const settings = { retentionMs: retentionOf(args), overrides: await overridesOf(args) }
  const { files, unreadable } = await readRuleFiles(paths)
  const { rules, problems, effective } = checkRules(files, settings)
  const all = [...unreadable.map(unreadableProblem), ...problems]
  const sources = settings.overrides === null ? files : [...files, settings.overrides]
  await terminal.out(formatted(format, sources, { problems: all, effective }))
  const errors = all.filter(({ level }) => level === 'error').length
  const warnings = all.length - errors
  const shadows = rules.filter(({ rule }) => rule.shadow).length
  const counts = [
    counted(files.length, 'file'),
    `${counted(rules.length, 'rule')} without errors`,
    ...(shadows > 0 ? [`${shadows} of them in the shadow`] : []),
    counted(errors, 'error'),
    counted(warnings, 'warning'),
  ]
  terminal.note(counts.join(', '))
  if (errors > 0) return EXIT.rules
  return warnings > 0 && args.switches.has('deny-warnings') ? EXIT.findings : EXIT.done
}

function formatted(
  format: string,
  files: readonly { path: string }[],
  { problems, effective }: Pick<TunedRules, 'problems' | 'effective'>,
): string {
  switch (format) {
    case 'ndjson':
      return [...problems, ...effective].map(each => `${JSON.stringify(each)}\n`).join('')
    case 'junit':
      return junitOf(
        'sequor check',
        files.map(({ path }) => ({ suite: 'rules', name: path, failures: failuresOf(path, problems) })),
      )
    default:
      return problems.map(problem => `${formatProblem(problem)}\n\n`).join('') + effectiveTable(effective)
  }
}

function failuresOf(path: string, problems: readonly Problem[]): string[] {
  return problems.filter(problem => problem.path === path && problem.level === 'error').map(formatProblem)
}

export const checkCommand: Command = { help: HELP, run: check }
