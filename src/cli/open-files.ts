import { basename } from 'node:path'
import type { FileHints } from '../app/line-reader.ts'
import type { ByteSource } from '../app/ports.ts'
import type { Aliases } from '../config/aliases.ts'
import { DEFAULT_LAYOUT } from '../core/match.ts'
import { DAY_MS, daysFromCivil } from '../core/syslog/civil.ts'
import type { Reading } from '../core/syslog/event-of.ts'
import { UTC, type Zones } from '../core/syslog/zones.ts'
import { type Arguments, type Flag, textOf } from './arguments.ts'
import { UsageError } from './exit-code.ts'
import { instantOfText } from './instant-text.ts'
import { logName } from './rotated-sets.ts'

/** The flags of every command that reads logs. */
export const FILE_FLAGS = {
  include: { type: 'string', multiple: true },
  zone: { type: 'string', multiple: true },
  abbreviation: { type: 'string', multiple: true },
  year: { type: 'string' },
  arrival: { type: 'string' },
  host: { type: 'string' },
  aliases: { type: 'string' },
} as const satisfies Readonly<Record<string, Flag>>

export const FILE_FLAGS_HELP = `  --include GLOB     of folders only files with such names, as *.log*; may be given again
  --zone ZONE        zone of stamps without one: UTC (default), +02:00, Europe/Berlin; of some hosts: lab-*=Asia/Tokyo
  --abbreviation A=Z what an abbreviation of a zone means here: IST=+02:00
  --year YEAR        year of the first stamp without one; the next ones follow it
  --arrival TIME     when lines arrived, for logs without any stamp
  --host NAME        host of lines that name none (default: the file's name)
  --aliases FILE     names of one device, as in /etc/hosts: \`192.0.2.1 wlc1 wlc1.example.net FCW2345L0AB\`, called by the second`

/** What the flags say of the logs. */
export interface LogHints {
  readonly zones: Zones
  readonly year: number | null
  readonly arrivalMs: number | null
  readonly host: string | null
  readonly aliases: Aliases
}

const NO_ALIASES: Aliases = new Map()

export async function logHintsOf(args: Arguments): Promise<LogHints> {
  const arrival = textOf(args, 'arrival')
  const aliasesPath = textOf(args, 'aliases')
  const aliases =
    aliasesPath === null ? NO_ALIASES : (await import('./aliases-file.ts')).aliasesIn(aliasesPath, '--aliases')
  return {
    aliases,
    zones: await zonesOfTexts(args.texts.get('zone') ?? [], args.texts.get('abbreviation') ?? [], aliases),
    year: yearOf(textOf(args, 'year')),
    arrivalMs: arrival === null ? null : instantOfText('--arrival', arrival),
    host: textOf(args, 'host'),
  }
}

async function zonesOfTexts(
  zones: readonly string[],
  abbreviations: readonly string[],
  aliases: Aliases,
): Promise<Zones> {
  if (abbreviations.length === 0 && zones.every(zone => zone === 'UTC')) return UTC
  const { siteZones } = await import('../config/zones.ts')
  const found = siteZones({ zones, abbreviations, aliases })
  if (!('text' in found)) return found
  throw new UsageError(
    `${abbreviations.includes(found.text) ? '--abbreviation' : '--zone'}: \`${found.text}\` is no zone`,
    found.remedy,
  )
}

function yearOf(text: string | null): number | null {
  if (text === null) return null
  if (/^(?:19|20|21)\d\d$/.test(text)) return Number(text)
  throw new UsageError(`--year: \`${text}\` is no year`, 'write it with four digits, such as 2026')
}

/** What a reader of this source knows of its times. */
export function fileHintsOf(source: ByteSource, hints: LogHints): FileHints {
  const { zones, year, arrivalMs } = hints
  return { zones, year, namedMs: dateInName(source.name), withoutStampMs: arrivalMs ?? source.modifiedMs }
}

/** What is known of a line that arrived at this time. */
export function readingAt(arrivalMs: number, { zones, host, aliases }: LogHints): Reading {
  return { arrivalMs, aheadMs: DEFAULT_LAYOUT.aheadMs, zones, host, aliases }
}

/** The host of lines that name none. */
export function defaultHostOf(source: ByteSource, hints: LogHints): string {
  return hints.host ?? (source.name === '-' ? 'stdin' : logName(source.name))
}

function dateInName(path: string): number | null {
  const found = /(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)/.exec(basename(path))
  if (found === null) return null
  return daysFromCivil(Number(found[1]), Number(found[2]), Number(found[3])) * DAY_MS
}
