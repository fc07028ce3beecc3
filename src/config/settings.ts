import { configJsonSchema } from './json-schema.ts'

export const SETTING_TYPES = ['text', 'number', 'boolean', 'list'] as const
export type SettingType = (typeof SETTING_TYPES)[number]

/** One setting of the configuration: a leaf of its schema. */
export interface Setting {
  readonly path: readonly string[]
  /** Its path with dots: `kafka.brokers`. What `--set` takes. */
  readonly name: string
  /** The variable of the environment that sets it: `SEQUOR_KAFKA__BROKERS`. */
  readonly variable: string
  readonly type: SettingType
  /** Whether its value may be shown to nobody. */
  readonly isSecret: boolean
  /** As it is written; undefined where there is none. */
  readonly defaultValue: unknown
  /** Paths with dots of the sections that may be left out whole, and without which its default means nothing. */
  readonly within: readonly string[]
  readonly description: string
  /** An example, as it is written; undefined where there is none. */
  readonly example: unknown
}

/** The part of JSON Schema that the configuration's is made of. */
interface Node {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly oneOf?: readonly Node[]
  readonly default?: unknown
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly writeOnly?: boolean
}

export const PREFIX = 'SEQUOR_'

/** Every setting, in the order of the schema. */
export const SETTINGS: readonly Setting[] = unique(settingsOf(configJsonSchema() as Node, [], []))

const BY_NAME: ReadonlyMap<string, Setting> = new Map(SETTINGS.map(setting => [setting.name, setting]))

export function settingNamed(name: string): Setting | undefined {
  return BY_NAME.get(name)
}

/** The settings below a section, or the one of that name. */
export function settingsBelow(name: string): readonly Setting[] {
  return SETTINGS.filter(setting => setting.name === name || setting.name.startsWith(`${name}.`))
}

function settingsOf(node: Node, path: readonly string[], within: readonly string[]): readonly Setting[] {
  if (node.oneOf !== undefined) return node.oneOf.flatMap(one => settingsOf(one, path, within))
  if (node.properties === undefined) return [settingOf(node, path, within)]
  return Object.entries(node.properties).flatMap(([key, child]) => {
    const below = [...path, key]
    const isSection = child.properties !== undefined || child.oneOf !== undefined
    const mayBeLeftOut = isSection && child.default === undefined
    return settingsOf(child, below, mayBeLeftOut ? [...within, below.join('.')] : within)
  })
}

function settingOf(node: Node, path: readonly string[], within: readonly string[]): Setting {
  return {
    path,
    name: path.join('.'),
    variable: `${PREFIX}${path.map(upperSnake).join('__')}`,
    type: typeOf(node),
    isSecret: node.writeOnly === true,
    defaultValue: node.default,
    within,
    description: node.description ?? '',
    example: node.examples?.[0] ?? node.enum?.[0] ?? node.const,
  }
}

function typeOf({ type }: Node): SettingType {
  switch (type) {
    case 'array':
      return 'list'
    case 'boolean':
      return 'boolean'
    case 'integer':
    case 'number':
      return 'number'
    default:
      return 'text'
  }
}

function upperSnake(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()
}

/** The ways of a section may have fields of one name: the first describes it. */
function unique(settings: readonly Setting[]): readonly Setting[] {
  const seen = new Set<string>()
  return settings.filter(({ name }) => !seen.has(name) && seen.add(name))
}
