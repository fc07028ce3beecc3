import { type FieldSink, fieldSink } from './field-sink.ts'
import { readJson } from './json-fields.ts'
import { readXml } from './xml-fields.ts'

const NO_FIELDS: ReadonlyMap<string, string> = new Map()

const OPENING_BRACE = 0x7b
const OPENING_BRACKET = 0x5b
const LESS_THAN = 0x3c

/**
 * The values of JSON and XML that stand in a text, broken or cut ones too, as they are written: numbers are not converted,
 * strings are unescaped. A value that may have been cut is left out, never given as a whole one.
 *
 * Each stands under the shortest end of its path that no value before it has taken: `poll_id`, and a second one under
 * `license_data.poll_id`. A document in a string of another is read too, but none within that. Total, and linear in the
 * length of the text; `field-sink.ts` has the bounds. Text with neither costs two searches for a letter or two.
 */
export function textFields(text: string): ReadonlyMap<string, string> {
  if (text.indexOf('{') < 0 && text.indexOf('<') < 0) return NO_FIELDS
  const sink = fieldSink(readDocuments)
  readDocuments(text, sink)
  return sink.fields.size === 0 ? NO_FIELDS : sink.fields
}

/** Reads one document after the other, whatever stands between them. */
function readDocuments(text: string, sink: FieldSink): void {
  let mayHoldXml = text.indexOf('</') >= 0
  if (!mayHoldXml && text.indexOf('{') < 0) return
  let at = 0
  while (at < text.length && !sink.isFull()) {
    const char = text.charCodeAt(at)
    let end: ReturnType<typeof readXml> = null
    if (char === OPENING_BRACE || char === OPENING_BRACKET) end = readJson(text, at, sink)
    else if (char === LESS_THAN && mayHoldXml) end = readXml(text, at, sink)
    // What holds of the rest of the text holds of all that follow in it: to look again and again would be quadratic.
    if (end === 'nothing follows') mayHoldXml = false
    at = typeof end === 'number' ? end : at + 1
  }
}
