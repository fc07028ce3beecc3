import { harmless } from './terminal.ts'

/** Markup that is sound: made by `html`, never from a log. */
export interface Markup {
  readonly markup: string
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** HTML of a template. What is put in is escaped, in text and in attributes in quotes, unless it is markup itself. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Markup | readonly Markup[])[]
): Markup {
  return { markup: parts.map((part, index) => part + textOf(values[index] ?? '')).join('') }
}

function textOf(value: string | number | Markup | readonly Markup[]): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return harmless(value.toWellFormed()).replace(/[&<>"']/g, char => ENTITIES[char]!)
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}
