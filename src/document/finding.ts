/** Way from the top of a document to one of its fields. */
export type FieldPath = readonly (string | number)[]

/** A problem before its place in the file is known: it names the field. `at` tells a field's name from its value. */
export interface Finding {
  readonly field: FieldPath
  readonly at: 'key' | 'value'
  /** The part of the value that it concerns, as it is written; the whole if left out. */
  readonly part?: string
  readonly level: 'error' | 'warning'
  readonly message: string
  readonly hint: string | null
}

export function fault(field: FieldPath, message: string, hint: string | null = null): Finding {
  return { field, at: 'value', level: 'error', message, hint }
}

/** The fault of a field that should not be there, or not be called so. */
export function faultOfKey(field: FieldPath, message: string, hint: string | null = null): Finding {
  return { field, at: 'key', level: 'error', message, hint }
}

export function doubt(field: FieldPath, message: string, hint: string | null = null): Finding {
  return { field, at: 'key', level: 'warning', message, hint }
}
