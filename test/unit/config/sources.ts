import { type ConfigSources, loadConfig } from '../../../src/config/load-config.ts'
import { formatProblem } from '../../../src/document/problem.ts'

/** The least that a configuration must say. */
export const LEAST = `lines: { topics: [syslog] }
kafka: { brokers: [kafka-1.example.org:9092] }
redis: { host: redis.example.org }
`

export interface Given {
  readonly text?: string
  readonly environment?: ConfigSources['environment']
  readonly sets?: readonly string[]
  /** Files that variables name, by their paths. */
  readonly files?: Readonly<Record<string, string>>
}

/** What is loaded from these sources. */
export function loadedFrom({ text, environment = {}, sets = [], files = {} }: Given) {
  const readText = (path: string) => {
    const found = files[path]
    return found === undefined ? { reason: 'no such file or folder' } : { text: found }
  }
  return loadConfig({ file: text === undefined ? null : { path: 'sequor.yaml', text }, environment, sets, readText })
}

/** The configuration that these sources give; throws what is wrong with them. */
export function configFrom(given: Given) {
  const { config, problems } = loadedFrom(given)
  if (config === null) throw new Error(problems.map(formatProblem).join('\n'))
  return config
}
