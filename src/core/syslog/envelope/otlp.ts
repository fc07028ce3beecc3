import { isObject, type JsonObject } from './json-object.ts'

/**
 * The log records of an OTLP/JSON batch (`otlp_json` of the collector's Kafka exporter), or of one record alone, each as an
 * object with its body, its own attributes and those of its resource. Names may be written with underscores, and as older
 * releases have them. Null if it is neither.
 */
export function otlpRecords(batch: JsonObject): readonly JsonObject[] | null {
  const resourceLogs = batch['resourceLogs'] ?? batch['resource_logs']
  if (!Array.isArray(resourceLogs)) return isAnyValue(batch['body']) ? [recordOf(batch, {})] : null
  return objectsIn(resourceLogs).flatMap(ofResource => {
    const resource = isObject(ofResource['resource']) ? attributesOf(ofResource['resource']) : {}
    return SCOPES.flatMap(name => objectsIn(ofResource[name])).flatMap(ofScope =>
      objectsIn(ofScope['logRecords'] ?? ofScope['log_records'] ?? ofScope['logs']).map(record =>
        recordOf(record, resource),
      ),
    )
  })
}

const SCOPES = ['scopeLogs', 'scope_logs', 'instrumentationLibraryLogs', 'instrumentation_library_logs']
const TIMES = ['observedTimeUnixNano', 'observed_time_unix_nano', 'timeUnixNano', 'time_unix_nano']

/** A body that is a list of keys and values gives these as its own object. */
function recordOf(record: JsonObject, resource: JsonObject): JsonObject {
  const time = TIMES.map(name => record[name]).find(value => value !== undefined && value !== '0' && value !== 0)
  return { ...resource, ...attributesOf(record), body: anyValueOf(record['body']), timestamp: time }
}

function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(one => isObject(one)) : []
}

function attributesOf(holder: JsonObject): JsonObject {
  return valuesOf(holder['attributes'])
}

function valuesOf(pairs: unknown): JsonObject {
  return Object.fromEntries(objectsIn(pairs).map(({ key, value }) => [String(key), anyValueOf(value)] as const))
}

const VALUES = ['string', 'bytes', 'int', 'double', 'kvlist'].flatMap(name => [`${name}Value`, `${name}_value`])

function isAnyValue(value: unknown): boolean {
  return isObject(value) && VALUES.some(name => Object.hasOwn(value, name))
}

/** A text or number as it is; the bytes of a raw body are base64 of the line. */
function anyValueOf(value: unknown): unknown {
  if (!isObject(value)) return undefined
  const name = VALUES.find(each => Object.hasOwn(value, each)) ?? ''
  const found = value[name]
  if (name.startsWith('bytes')) return typeof found === 'string' ? textOfBase64(found) : undefined
  if (name.startsWith('kvlist')) return isObject(found) ? valuesOf(found['values']) : undefined
  return name.startsWith('int') ? Number(found) : found
}

function textOfBase64(text: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), char => char.charCodeAt(0)))
  } catch {
    return undefined
  }
}
