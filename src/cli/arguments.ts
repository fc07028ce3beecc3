import { parseArgs } from 'node:util'
import { nearest } from '../document/nearest.ts'
import { UsageError } from './exit-code.ts'

/** A flag: `string` takes a value, `boolean` none; `multiple` may be given again and again. */
export interface Flag {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
}

export interface Arguments {
  readonly texts: ReadonlyMap<string, readonly string[]>
  readonly switches: ReadonlySet<string>
  readonly positionals: readonly string[]
}

/** Reads arguments by the flags of a command. Throws UsageError for what is not one of them, with the nearest that is. */
export function readArguments(argv: readonly string[], flags: Readonly<Record<string, Flag>>): Arguments {
  const { tokens } = parseArgs({
    args: [...argv],
    options: { ...flags },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const texts = new Map<string, string[]>()
  const switches = new Set<string>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const flag = flagOf(token.name, token.rawName, flags)
    if (flag.type === 'string') texts.set(token.name, valuesWith(texts.get(token.name) ?? [], token, flag))
    else if (token.value === undefined) switches.add(token.name)
    else throw new UsageError(`${token.rawName} takes no value`)
  }
  return { texts, switches, positionals }
}

function valuesWith(before: string[], token: { rawName: string; value?: string | undefined }, flag: Flag): string[] {
  const { rawName, value } = token
  if (value === undefined || value === '')
    throw new UsageError(`${rawName} needs a value`, `write \`${rawName} VALUE\``)
  if (before.length > 0 && flag.multiple !== true) throw new UsageError(`${rawName} is given twice`)
  return [...before, value]
}

function flagOf(name: string, rawName: string, flags: Readonly<Record<string, Flag>>): Flag {
  if (Object.hasOwn(flags, name)) return flags[name]!
  const names = Object.keys(flags)
  const near = nearest(name, names)
  const known = names.map(each => `--${each}`).join(', ')
  throw new UsageError(`unknown flag ${rawName}`, near === null ? `known are ${known}` : `did you mean --${near}?`)
}

/** The last value of a flag, or null. */
export function textOf(args: Arguments, name: string): string | null {
  return args.texts.get(name)?.at(-1) ?? null
}

/** A flag's value that must be one of a few. */
export function choiceOf<T extends string>(args: Arguments, name: string, choices: readonly T[], otherwise: T): T {
  const value = textOf(args, name)
  if (value === null) return otherwise
  const choice = choices.find(one => one === value)
  if (choice !== undefined) return choice
  const near = nearest(value, choices) ?? choices.find(one => one.endsWith(value)) ?? null
  const hint = near === null ? `one of ${choices.join(', ')}` : `did you mean ${near}?`
  throw new UsageError(`--${name}: \`${value}\` is not one of its values`, hint)
}
