import { nearest, suggestion } from '../document/nearest.ts'
import { UsageError } from './exit-code.ts'

/** Values that are asked for, by the place of their field in the rule's key. */
export type AskedKey = ReadonlyMap<number, string>

/** Reads `--key NAME=VALUE`, each a field of the rule's key. */
export function askedKeyOf(texts: readonly string[], key: readonly string[]): AskedKey {
  const asked = new Map<number, string>()
  for (const text of texts) {
    const at = text.indexOf('=')
    const name = at < 0 ? text : text.slice(0, at)
    const index = key.indexOf(name)
    if (index < 0) {
      throw new UsageError(`--key: \`${name}\` is no field of the rule's key`, suggestion(name, key))
    }
    if (at < 0) throw new UsageError(`--key: \`${text}\` names no value`, `write it as --key ${name}=VALUE`)
    if (asked.has(index)) throw new UsageError(`--key: \`${name}\` is given twice`)
    asked.set(index, text.slice(at + 1))
  }
  return asked
}

/** Whether a key has the values that are asked for. */
export function fitsKey(asked: AskedKey, key: readonly string[]): boolean {
  for (const [index, value] of asked) if (key[index] !== value) return false
  return true
}

/** The asked values with each replaced by the nearest one that came; null if none is near. */
export function nearestKey(asked: AskedKey, keys: Iterable<readonly string[]>): AskedKey | null {
  const all = [...keys]
  const near = new Map<number, string>()
  for (const [index, value] of asked) {
    const values = new Set(all.map(key => key[index]!))
    const found = values.has(value) ? value : nearest(value, values)
    if (found === null) return null
    near.set(index, found)
  }
  return near
}

export function keyText(names: readonly string[], key: readonly string[]): string {
  return names.map((name, index) => `${name}=${key[index]}`).join(' ')
}

export function askedText(names: readonly string[], asked: AskedKey): string {
  return [...asked].map(([index, value]) => `${names[index]}=${value}`).join(' ')
}
