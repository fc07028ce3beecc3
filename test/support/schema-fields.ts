/** A part of a JSON Schema, as far as it says what fields there are. */
export interface SchemaPart {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, SchemaPart>>
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly type?: string
  readonly properties?: Readonly<Record<string, SchemaPart>>
  readonly additionalProperties?: boolean | SchemaPart
  readonly items?: SchemaPart
  readonly anyOf?: readonly SchemaPart[]
  readonly oneOf?: readonly SchemaPart[]
  readonly not?: object
}

/** A field of a schema, by its way from the top, with what stands behind its reference. */
export interface SchemaField {
  readonly way: string
  readonly part: SchemaPart
}

/** Every field of a schema, once where it is referred to from several places. */
export function fieldsOf(root: SchemaPart): readonly SchemaField[] {
  const seen = new Set<string>()
  const found: SchemaField[] = []
  const walk = (part: SchemaPart, way: string): void => {
    if (part.$ref !== undefined) {
      if (seen.has(part.$ref)) return
      seen.add(part.$ref)
    }
    const whole = resolved(root, part)
    for (const [name, field] of Object.entries(whole.properties ?? {})) {
      found.push({ way: `${way}.${name}`, part: resolved(root, field) })
      walk(field, `${way}.${name}`)
    }
    for (const each of partsOf(whole)) walk(each, way)
  }
  walk(root, '')
  return found
}

/** Whether an editor can show how a value is written: by an example, the choices, a default, or those of its parts. */
export function showsHow(root: SchemaPart, written: SchemaPart): boolean {
  const part = resolved(root, written)
  const { examples, const: constant, properties, not } = part
  if ((examples ?? part.enum) !== undefined || constant !== undefined || part.default !== undefined) return true
  return (
    part.type === 'boolean' ||
    properties !== undefined ||
    not !== undefined ||
    partsOf(part).some(each => showsHow(root, each))
  )
}

function partsOf({ anyOf = [], oneOf = [], items, additionalProperties }: SchemaPart): readonly SchemaPart[] {
  const ofOthers = typeof additionalProperties === 'object' ? [additionalProperties] : []
  return [...anyOf, ...oneOf, ...(items === undefined ? [] : [items]), ...ofOthers]
}

function resolved(root: SchemaPart, part: SchemaPart): SchemaPart {
  if (part.$ref === undefined) return part
  return { ...root.$defs![part.$ref.replace('#/$defs/', '')], ...part }
}
