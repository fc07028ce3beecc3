import { isObject, type JsonObject } from './json-object.ts'

/**
 * The log records of an OTLP/JSON batch (`otlp_json` of the collector's Kafka exporter), each as an object with its body,
 * its own attributes and those of its resource. Null if it is no such batch.
 */
export function otlpRecords(batch: JsonObject): readonly JsonObject[] | null {
  if (!Array.isArray(batch['resourceLogs'])) return null
  return objectsIn(batch['resourceLogs']).flatMap(resourceLogs => {
    const resource = isObject(resourceLogs['resource']) ? attributesOf(resourceLogs['resource']) : {}
    return objectsIn(resourceLogs['scopeLogs']).flatMap(scopeLogs =>
      objectsIn(scopeLogs['logRecords']).map(record => ({
        ...resource,
        ...attributesOf(record),
        body: anyValueOf(record['body']),
        timestamp: record['observedTimeUnixNano'] ?? record['timeUnixNano'],
      })),
    )
  })
}

function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(one => isObject(one)) : []
}

function attributesOf(holder: JsonObject): JsonObject {
  const pairs = objectsIn(holder['attributes']).map(({ key, value }) => [String(key), anyValueOf(value)] as const)
  return Object.fromEntries(pairs)
}

/** A text as it is; the bytes of a raw body are base64 of the line. */
function anyValueOf(value: unknown): unknown {
  if (!isObject(value)) return undefined
  const { stringValue, bytesValue } = value
  return typeof bytesValue === 'string' ? textOfBase64(bytesValue) : stringValue
}

function textOfBase64(text: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), char => char.charCodeAt(0)))
  } catch {
    return undefined
  }
}
