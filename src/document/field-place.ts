import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair } from 'yaml'
import type { FieldPath } from './finding.ts'

/** Where a node stands in the text of its file: offsets, the end exclusive. */
export type Span = readonly [start: number, end: number]

interface Found {
  /** How many steps of the way exist. */
  readonly depth: number
  readonly node: unknown
  /** The innermost pair on the way: its key names the field. */
  readonly pair: Pair | null
  /** Whether that pair is the last step, not a list entry below it. */
  readonly named: boolean
}

function walk(document: Document.Parsed, field: FieldPath): Found {
  let found: Found = { depth: 0, node: document.contents, pair: null, named: false }
  for (const step of field) {
    const node = isAlias(found.node) ? found.node.resolve(document) : found.node
    const depth = found.depth + 1
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.findLast(item => keyText(item) === String(step))
      if (pair === undefined) return found
      found = { depth, node: pair.value, pair, named: true }
    } else if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
      found = { depth, node: node.items[step], pair: found.pair, named: false }
    } else return found
  }
  return found
}

/** The name of a field, as it stands in the plain data. */
export function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key)
}

/**
 * Where a field stands. A name is shown at itself; so is a value, but for one that is missing or empty: that is shown at
 * the nearest name above it.
 */
export function spanOfField(document: Document.Parsed, field: FieldPath, at: 'key' | 'value'): Span {
  const { depth, node, pair, named } = walk(document, field)
  const wantsKey = at === 'key' || depth < field.length
  if (wantsKey && named && isNode(pair?.key)) return spanOfNode(pair.key)
  if (!isNode(node)) return isNode(pair?.key) ? spanOfNode(pair.key) : spanOf(document)
  const span = spanOfNode(node)
  const isEmpty = span[0] === span[1]
  return isEmpty && isNode(pair?.key) ? spanOfNode(pair.key) : span
}

/** Where a field's value is written, or null where the file does not have it. */
export function spanOfWritten(document: Document.Parsed, field: FieldPath): Span | null {
  const { depth, node } = walk(document, field)
  return depth === field.length && isNode(node) ? spanOfNode(node) : null
}

function spanOfNode(node: Node): Span {
  return rangeOf(node.range)
}

/** The span of a node's range as the parser gives it: its third number, where the white space ends, is left out. */
export function rangeOf(range: readonly [number, number, number] | null | undefined): Span {
  return range ? [range[0], range[1]] : [0, 0]
}

/** Where a document stands. */
export function spanOf(document: Document.Parsed): Span {
  return isNode(document.contents) ? spanOfNode(document.contents) : [document.range[0], document.range[1]]
}
