import { globSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { durationText } from '../../src/core/duration.ts'
import type { EventDefinition, Outcome, Pattern, Rule } from '../../src/core/rule.ts'
import { type LoadedRule, loadRules } from '../../src/rules/load.ts'
import { filesBelow, REPOSITORY, textOf } from '../support/repository.ts'

/** The folders of `rules/`. */
export const PACKS: readonly string[] = globSync('*/', { cwd: `${REPOSITORY}/rules` })
  .map(folder => basename(folder))
  .sort()

/** Where the page of a pack stands. */
export function rulePagePath(pack: string): string {
  return `docs/rules/${pack}.md`
}

/** The page of a pack: of each of its rules what it finds, why, when it fires and ends, and what to do. */
export function rulePage(pack: string): string {
  const rules = rulesOf(pack)
  const rows = rules.map(({ rule }) => `| [${rule.id}](#${rule.id}) | ${cell(rule.title)} | ${severitiesOf(rule)} |`)
  return `# Rules of ${pack}

Made from [the files of the pack](../../rules/${pack}) by \`node test/docs/rule-pages.ts\`: what each rule finds, when, and what to do.
[The language](../rules.md) tells the words; \`sequor test --rules rules/${pack}\` runs the tests that each rule carries.

| rule | finds | severity |
| --- | --- | --- |
${rows.join('\n')}

${rules.map(loaded => sectionOf(pack, loaded)).join('\n')}`
}

function rulesOf(pack: string): readonly LoadedRule[] {
  const paths = filesBelow(`rules/${pack}`).filter(path => path.endsWith('.yaml'))
  const { rules, problems } = loadRules(paths.map(path => ({ path, text: textOf(path) })))
  const errors = problems.filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new Error(`${errors[0]!.path}:${errors[0]!.line}: ${errors[0]!.message}`)
  return rules
}

function sectionOf(pack: string, { rule, path, description }: LoadedRule): string {
  const { causes, actions, references } = rule
  const parts = [
    `## ${rule.id}`,
    `**${rule.title}.** [${basename(path)}](../../rules/${pack}/${basename(path)})`,
    description?.trim() ?? '',
    `**When.** ${firesWhen(rule.pattern)} ${lifeOf(rule)}`,
    [...Object.entries(rule.outcomes).map(outcomeText), ...rule.events.map(eventText)].join('\n'),
    listed('Causes', causes),
    listed('What to do', actions, '1.'),
    listed(
      'References',
      references.map(({ title, url }) => `[${title}](${url})`),
    ),
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

function listed(heading: string, sentences: readonly string[], mark = '*'): string {
  return sentences.length === 0
    ? ''
    : `**${heading}**\n\n${sentences.map(sentence => `${mark} ${sentence}`).join('\n')}`
}

function outcomeText([name, outcome]: readonly [string, Outcome]): string {
  const { severity, escalate, summary, resolve } = outcome
  const rises = escalate.map(step => `, ${step.severity} after ${durationText(step.afterMs)}`).join('')
  const ends = [
    ...resolve.on.map(code),
    ...(resolve.quietMs === null ? [] : [`${durationText(resolve.quietMs)} of quiet`]),
  ]
  const ended = name === 'met' || ends.length === 0 ? '' : ` Ends with ${ends.join(' or ')}.`
  return `* \`${name}\`: ${severity}${rises}. \`${summary}\`${ended}`
}

function eventText({ name, anyOf }: EventDefinition): string {
  const codes = [...new Set(anyOf.flatMap(({ codes }) => codes))]
  return `* ${code(name)} is a line of ${codes.length === 0 ? 'any code, told by its text' : codes.map(code).join(', ')}.`
}

function lifeOf({ grace, reopenMs, suppressMs, key, group }: Rule): string {
  const held = grace && `Held back for ${durationText(grace.forMs)} after ${grace.after.map(code).join(' or ')}.`
  const perKey = `One incident for each ${group.map(code).join(', ')}`
  return [
    group.length === key.length ? `${perKey}.` : `${perKey}; followed by ${key.map(code).join(', ')}.`,
    held,
    reopenMs > 0 && `Goes on if it comes again within ${durationText(reopenMs)}.`,
    suppressMs > 0 && `Opens at most once in ${durationText(suppressMs)}.`,
  ]
    .filter(sentence => typeof sentence === 'string')
    .join(' ')
}

function firesWhen(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'expectation': {
      const bound = pattern.withinFrom ? `the time that the line says` : durationText(pattern.withinMs)
      return `${code(pattern.expect)} is expected within ${bound} after ${code(pattern.after)}.`
    }
    case 'sequence':
      return `${stepsOf(pattern).join(', then ')}, within ${durationText(pattern.withinMs)}.`
    case 'repeat':
      return `${pattern.count} times ${code(pattern.event)} within ${durationText(pattern.withinMs)}.`
    case 'distinct':
      return `${code(pattern.event)} with ${pattern.count} different values of ${code(pattern.field)} within ${durationText(pattern.withinMs)}.`
    case 'all':
      return `Each of ${pattern.events.map(code).join(', ')} within ${durationText(pattern.withinMs)}, in any order.`
    case 'heartbeat':
      return `${code(pattern.event)} is expected every ${durationText(pattern.everyMs)}, and ${durationText(pattern.graceMs)} later at most.`
    case 'single':
      return `Each ${code(pattern.event)}.`
  }
}

function stepsOf({ steps, notAfter }: Extract<Pattern, { kind: 'sequence' }>): readonly string[] {
  const absent = (names: readonly string[]) => names.map(name => `no ${code(name)}`)
  const all = steps.flatMap(({ not, event, times }) => [
    ...absent(not),
    times > 1 ? `${times} times ${code(event)}` : code(event),
  ])
  return [...all, ...absent(notAfter)]
}

function severitiesOf({ outcomes }: Rule): string {
  const all = Object.values(outcomes).flatMap(({ severity, escalate }) => [
    severity,
    ...escalate.map(step => step.severity),
  ])
  return [...new Set(all)].join(', ')
}

function code(text: string): string {
  return `\`${text}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(`${REPOSITORY}/docs/rules`, { recursive: true })
  for (const pack of PACKS) writeFileSync(`${REPOSITORY}/${rulePagePath(pack)}`, rulePage(pack))
}
