import { z } from 'zod'
import { instantOfText } from './instant-text.ts'

/** A Kafka record as `parse --input ndjson` takes it. */
export interface InputRecord {
  readonly id: string | number
  readonly value: Uint8Array
  /** In ms since the epoch; null if unsaid. */
  readonly arrivalMs: number | null
}

const schema = z.strictObject({
  id: z.union([z.string(), z.number()]).optional(),
  value: z.string().optional(),
  value_base64: z.base64().optional(),
  arrival: z.union([z.string(), z.number()]).nullish(),
})

/** Reads `{"id":…, "value":…, "arrival":…}`; `value_base64` for bytes that are no text. A text that says what is wrong, else. */
export function inputRecordOf(text: string, line: number): InputRecord | string {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return 'is no JSON; write {"id":1,"value":"<189>…","arrival":"2026-07-09T13:15:29Z"}'
  }
  const { success, data, error } = schema.safeParse(json)
  if (!success) {
    const { path = [], message = '' } = error.issues[0] ?? {}
    return `${path.join('.') || 'the record'}: ${message}; known are id, value or value_base64, arrival`
  }
  const { id = line, value, value_base64: base64, arrival = null } = data
  if ((value === undefined) === (base64 === undefined)) return 'needs either value or value_base64'
  try {
    const bytes = base64 === undefined ? new TextEncoder().encode(value) : Buffer.from(base64, 'base64')
    return { id, value: bytes, arrivalMs: typeof arrival === 'string' ? instantOfText('arrival', arrival) : arrival }
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault)
  }
}
