import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { openFile, streamSource } from '../adapters/file/byte-source.ts'
import { compressionOf } from '../adapters/file/compression.ts'
import { reasonOf } from '../adapters/file/rule-files.ts'
import type { FileHints } from '../app/line-reader.ts'
import type { ByteSource } from '../app/ports.ts'
import type { Aliases } from '../config/aliases.ts'
import { DEFAULT_LAYOUT } from '../core/match.ts'
import { DAY_MS, daysFromCivil } from '../core/syslog/civil.ts'
import type { Reading } from '../core/syslog/event-of.ts'
import { UTC, type Zones } from '../core/syslog/zones.ts'
import { type Arguments, type Flag, textOf } from './arguments.ts'
import type { CommandContext } from './command.ts'
import { UsageError } from './exit-code.ts'
import { instantOfText } from './instant-text.ts'
import { harmless } from './terminal.ts'

/** The flags of every command that reads logs. */
export const FILE_FLAGS = {
  zone: { type: 'string', multiple: true },
  abbreviation: { type: 'string', multiple: true },
  year: { type: 'string' },
  arrival: { type: 'string' },
  host: { type: 'string' },
  aliases: { type: 'string' },
} as const satisfies Readonly<Record<string, Flag>>

export const FILE_FLAGS_HELP = `  --zone ZONE        zone of stamps without one: UTC (default), +02:00, Europe/Berlin; of some hosts: lab-*=Asia/Tokyo
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

export interface OpenLogs {
  readonly sources: readonly ByteSource[]
  /** How many paths could not be read; each was told. */
  readonly unreadable: number
}

/** Opens the logs that are named: files, folders (all files in them, by name), or `-` for standard input. */
export async function openLogs(paths: readonly string[], context: CommandContext): Promise<OpenLogs> {
  const { terminal, startedMs } = context
  if (paths.length === 0 && terminal.stdin.isTTY === true) {
    throw new UsageError('no log is named', 'name files or folders, or `-` for standard input')
  }
  const sources: ByteSource[] = []
  let unreadable = 0
  const orTell = async <T>(path: string, read: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await read()
    } catch (error) {
      unreadable++
      terminal.note(`${harmless(path)}: ${terminal.paintNote('red', 'error:')} ${reasonOf(error)}`)
      return otherwise
    }
  }
  for (const path of paths.length === 0 ? ['-'] : paths) {
    if (path === '-') sources.push(streamSource('-', terminal.stdin, startedMs))
    else
      for (const file of await orTell(path, () => filesOf(path), [])) {
        const source = await orTell(file, () => openLog(file), null)
        if (source !== null) sources.push(source)
      }
  }
  return { sources, unreadable }
}

async function filesOf(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  const files = entries.filter(entry => !entry.isDirectory()).map(entry => join(path, entry.name))
  if (files.length === 0) throw new Error('holds no files')
  return files.sort()
}

async function openLog(path: string): Promise<ByteSource> {
  const compression = await compressionOf(path)
  if (compression !== null)
    throw new Error(`is compressed; unpack it into a pipe: \`${compression} ${harmless(path)} | sequor … -\``)
  return openFile(path)
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

/** How the older files of a rotated set end: `x.log.1`, `x.log-20260709`. They come from the same device. */
const ROTATED = /(?:\.\d{1,3}|[-.]\d{8}(?:[-.]\d+)?)$/

/** The host of lines that name none. */
export function defaultHostOf(source: ByteSource, hints: LogHints): string {
  return hints.host ?? (source.name === '-' ? 'stdin' : basename(source.name).replace(ROTATED, ''))
}

function dateInName(path: string): number | null {
  const found = /(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)/.exec(basename(path))
  if (found === null) return null
  return daysFromCivil(Number(found[1]), Number(found[2]), Number(found[3])) * DAY_MS
}
