import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { incidentTopic, incidentTopics, ROUTINGS } from '../../src/app/incident-topic.ts'
import { type ActualTopic, findingsOf } from '../../src/app/topic-findings.ts'
import { promisesOf, type TopicPlan, wantedTopics } from '../../src/app/topics.ts'
import { keptName } from '../../src/core/kept-name.ts'
import { LONGEST_LIFE_MS } from '../../src/core/longest.ts'
import { SEVERITIES } from '../../src/core/rule.ts'

const PLAN: TopicPlan = {
  namespace: 'sequor',
  lines: ['syslog'],
  shards: 16,
  incidents: { topicBy: 'none', partitions: 4 },
  rules: [],
  disorderMs: 2_000,
}
const TOOL = '--bootstrap-server kafka-1.example.org:9092'
const LINES: ActualTopic = {
  name: 'syslog',
  partitions: 7,
  replication: 3,
  settings: { 'message.timestamp.type': 'LogAppendTime', 'cleanup.policy': 'delete', 'retention.ms': '604800000' },
}

/** The topics as they are made, and those of lines. */
function madeTopics(plan: TopicPlan, replication = 3): ActualTopic[] {
  return wantedTopics(plan).map(({ name, kind, partitions }) =>
    kind === 'lines'
      ? { ...LINES, name }
      : {
          name,
          partitions: partitions!,
          replication,
          settings: Object.fromEntries(promisesOf(kind, replication).map(({ setting, value }) => [setting, value])),
        },
  )
}

/** What is found if one topic is otherwise than it is made. */
function findingsWith(name: string, change: Partial<ActualTopic>) {
  const actual = madeTopics(PLAN).map(topic =>
    topic.name === name ? { ...topic, ...change, settings: { ...topic.settings, ...change.settings } } : topic,
  )
  return findingsOf(actual, PLAN, TOOL)
}

describe('the topics of a configuration', () => {
  it('are those of the lines, and ours below the namespace', () => {
    expect(wantedTopics(PLAN).map(({ name, kind, partitions }) => [name, kind, partitions])).toEqual([
      ['syslog', 'lines', null],
      ['sequor.matches-g1', 'matches', 16],
      ['sequor.incidents', 'incidents', 4],
      ['sequor.shadow-incidents', 'incidents', 4],
      ['sequor.incidents.state', 'compacted', 4],
      ['sequor.links', 'compacted', 4],
      ['sequor.acks', 'compacted', 4],
      ['sequor.control', 'control', 1],
      ['sequor.dead-letters', 'dead_letters', 4],
    ])
  })

  it('keep matches for the longest life of an incident and an outage of eight days', () => {
    const kept = promisesOf('matches', 3).find(({ setting }) => setting === 'retention.ms')!
    expect(kept.value).toBe(String(38 * 86_400_000))
    expect(LONGEST_LIFE_MS).toBe(30 * 86_400_000)
  })

  it.each([1, 2, 3, 4])('can be written with one broker less than %i copies where there are three or more', copies => {
    const least = promisesOf('matches', copies).find(({ setting }) => setting === 'min.insync.replicas')!
    expect(least.value).toBe(String(Math.min(2, copies)))
  })

  it.each([1, 2, 3])('hold every promise as they are made, with %i copies', copies => {
    const findings = findingsOf(madeTopics(PLAN, copies), PLAN, TOOL)
    expect(findings.filter(({ severity }) => severity === 'refuse')).toEqual([])
    expect(findings).toHaveLength(copies === 1 ? 8 : 0)
  })

  it.each(ROUTINGS)('have one for shadow rules, and none of incidents, routed by %s', topicBy => {
    const rule = keptName({ id: 'a-rule', shadow: true })
    for (const opensWith of SEVERITIES)
      expect(incidentTopic('sequor', { topicBy }, { rule, opensWith })).toBe('sequor.shadow-incidents')
  })

  it.each(ROUTINGS)('hold each incident that is routed by %s', topicBy => {
    const plan = { ...PLAN, incidents: { topicBy, partitions: 4 }, rules: ['state', 'a-rule'] }
    const names = wantedTopics(plan).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const rule of plan.rules)
      for (const opensWith of SEVERITIES) {
        expect(names).toContain(incidentTopic('sequor', { topicBy }, { rule, opensWith }))
      }
    expect(incidentTopics('sequor', { topicBy }, plan.rules)).toHaveLength({ none: 1, rule: 2, severity: 4 }[topicBy])
  })
})

describe('what is found', () => {
  it.each([
    ['sequor.matches-g1', 'retention.ms', '604800000', 'refuse'],
    ['sequor.matches-g1', 'retention.ms', String(38 * 86_400_000 - 1), 'refuse'],
    ['sequor.matches-g1', 'retention.bytes', '1000000', 'warn'],
    ['sequor.matches-g1', 'message.timestamp.type', 'CreateTime', 'refuse'],
    ['sequor.matches-g1', 'cleanup.policy', 'compact', 'refuse'],
    ['sequor.matches-g1', 'cleanup.policy', 'compact,delete', 'refuse'],
    ['sequor.matches-g1', 'unclean.leader.election.enable', 'true', 'refuse'],
    ['sequor.matches-g1', 'min.insync.replicas', '1', 'refuse'],
    ['sequor.matches-g1', 'min.insync.replicas', '4', 'refuse'],
    ['sequor.incidents', 'message.timestamp.type', 'CreateTime', 'refuse'],
    ['sequor.incidents', 'retention.ms', '86400000', 'warn'],
    ['sequor.incidents.state', 'cleanup.policy', 'delete', 'refuse'],
    ['sequor.control', 'cleanup.policy', 'compact,delete', 'refuse'],
    ['syslog', 'message.timestamp.type', 'CreateTime', 'refuse'],
    ['syslog', 'cleanup.policy', 'compact', 'refuse'],
    ['syslog', 'unclean.leader.election.enable', 'true', 'warn'],
    ['syslog', 'retention.ms', '3600000', 'warn'],
  ])('of %s with %s=%s is one fault, %s, with the command that mends it', (name, setting, value, severity) => {
    const findings = findingsWith(name, { settings: { [setting]: value } })
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ topic: name, severity, message: expect.stringContaining(setting) })
    const [, mended] = /--add-config (\S+)$/.exec(findings[0]!.remedy)!
    expect(findings[0]!.remedy).toContain(
      `kafka-configs.sh ${TOOL} --alter --entity-type topics --entity-name ${name} --add-config ${setting}=`,
    )
    const [changed, to] = mended!.split('=')
    expect(findingsWith(name, { settings: { [changed!]: to! } })).toEqual([])
  })

  it.each([
    ['sequor.matches-g1', 'retention.ms', '-1'],
    ['sequor.matches-g1', 'retention.ms', String(38 * 86_400_000)],
    ['sequor.matches-g1', 'min.insync.replicas', '3'],
    ['syslog', 'retention.ms', '-1'],
    ['syslog', 'retention.ms', '86400000'],
  ])('of %s with %s=%s is nothing', (name, setting, value) => {
    expect(findingsWith(name, { settings: { [setting]: value } })).toEqual([])
  })

  it.each([
    [1_000, 1_000, []],
    [1_000, 1_001, ['beyond layout.disorder (2000 ms)']],
    [3_600_000, Number.MAX_SAFE_INTEGER, ['without bounds']],
  ])('of the stamps of shippers is measured by their bounds: %i and %i', (after, before, told) => {
    const settings = {
      'message.timestamp.type': 'CreateTime',
      'message.timestamp.after.max.ms': String(after),
      'message.timestamp.before.max.ms': String(before),
    }
    const findings = findingsWith('syslog', { settings })
    expect(findings.map(({ severity }) => severity)).toEqual(told.map(() => 'refuse'))
    for (const [index, words] of told.entries()) expect(findings[index]!.message).toContain(words)
  })

  it.each([
    ['sequor.matches-g1', 'refuse', 'set `layout.shards` to 3'],
    ['sequor.control', 'refuse', 'delete it'],
    ['sequor.incidents', 'warn', 'set `incidents.partitions` to 3'],
    ['sequor.acks', 'warn', 'set `incidents.partitions` to 3'],
  ])('of %s with another number of partitions is one fault, %s', (name, severity, remedy) => {
    const findings = findingsWith(name, { partitions: 3 })
    expect(findings).toMatchObject([{ topic: name, severity, remedy: expect.stringContaining(remedy) }])
  })

  it('of topics that are not there names each, ours with the command that creates them', () => {
    const findings = findingsOf([], PLAN, TOOL)
    expect(findings.map(({ topic }) => topic)).toEqual(wantedTopics(PLAN).map(({ name }) => name))
    expect(findings.filter(({ remedy }) => remedy === '`sequor topics create`')).toHaveLength(8)
  })

  it('depends on no order of the topics, and on none that are not ours', () => {
    const stranger: ActualTopic = { name: 'other', partitions: 1, replication: 1, settings: {} }
    const topics = [...madeTopics(PLAN).map(topic => ({ ...topic, partitions: 3 })), stranger]
    const expected = findingsOf(topics, PLAN, TOOL)
    fc.assert(
      fc.property(fc.shuffledSubarray(topics, { minLength: topics.length }), shuffled => {
        expect(findingsOf(shuffled, PLAN, TOOL)).toEqual(expected)
      }),
    )
  })
})
