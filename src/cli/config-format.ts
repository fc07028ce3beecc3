import type { SettingValue } from '../config/setting-values.ts'

/** The settings as a file would hold them, with a comment at each that is not a default: where it comes from. */
export function configYaml(values: readonly SettingValue[]): string {
  const lines: string[] = []
  let section: readonly string[] = []
  for (const { setting, value, from } of values) {
    const parents = setting.path.slice(0, -1)
    const same = parents.findIndex((name, index) => name !== section[index])
    for (const [index, name] of parents.entries())
      if (same >= 0 && index >= same) lines.push(`${'  '.repeat(index)}${name}:`)
    section = parents
    const line = `${'  '.repeat(parents.length)}${setting.path.at(-1)}: ${yamlOf(value)}`
    lines.push(from === null ? line : `${line} # ${from}`)
  }
  return `${lines.join('\n')}\n`
}

/** The settings as one JSON object, beside another of where those come from that are no defaults. */
export function configJson(values: readonly SettingValue[]): string {
  const settings: Record<string, unknown> = {}
  const sources: Record<string, string> = {}
  for (const { setting, value, from } of values) {
    let section = settings
    for (const name of setting.path.slice(0, -1)) {
      section[name] ??= {}
      section = section[name] as Record<string, unknown>
    }
    section[setting.path.at(-1)!] = value
    if (from !== null) sources[setting.name] = from
  }
  return `${JSON.stringify({ settings, sources }, null, 2)}\n`
}

/** Text that YAML reads as this very text without quotes. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off)$)(?=[^\s]*[A-Za-z/])[A-Za-z0-9_/][\w./-]*(?::[\w./-]+)*$/i
const LIKE_A_NUMBER = /^[-+.\d]*(?:e[-+\d]*)?$|^0[xob]/i

function yamlOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlOf).join(', ')}]`
  if (typeof value !== 'string') return JSON.stringify(value)
  return PLAIN.test(value) && !LIKE_A_NUMBER.test(value) ? value : JSON.stringify(value)
}
