import { beforeAll, describe, expect, it } from 'vitest'
import { parseLine } from '../../src/core/syslog/event-of.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { lackingForKafka } from '../support/kafka/start-kafka.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { deviceLines, markOf } from './device-lines.ts'
import { type Compared, differencesBetween } from './differences.ts'
import { lossesOf } from './expected-losses.ts'
import { type HandedOn, handOn } from './hand-on.ts'
import { hasShipper, SHIPPERS } from './start-shipper.ts'
import { SETTINGS } from './ways.ts'

/** Who sends, as a shipper sees it: the host of every line that names none. */
const SENDER = '127.0.0.1'
const AHEAD_MS = 5000

const lacking = [await lackingForKafka(), ...SHIPPERS.filter(name => !hasShipper(name))].filter(name => name !== null)
/** Null where everything is there. */
const missing =
  lacking.length === 0 ? null : `missing: ${lacking.join(', ')}; run test/support/install-system-packages.sh as root`
const promised = Boolean(process.env['CI'])

const sentMs = Date.now()
const LINES = deviceLines(sentMs)
const FORMS = LINES.map(({ form, mark, line }) => ({ form, mark, device: parsed(line, sentMs) }))

function parsed(line: string | Uint8Array, arrivalMs: number): Compared {
  return parseLine(Buffer.from(line), { arrivalMs, aheadMs: AHEAD_MS, zones: UTC, host: SENDER })
}

/** What this test reads of what `sequor parse` prints. */
interface PrintedEvent {
  readonly host: string | null
  readonly code: string | null
  readonly message: string
  readonly timestamp: string | null
  readonly clock: Compared['clock']
  readonly message_count: string | null
  readonly sequence: string | null
  readonly process: string | null
  readonly node: string | null
  readonly pri: number | null
  readonly flags: Compared['flags']
}

async function printedEvents(log: string): Promise<readonly PrintedEvent[]> {
  const ran = await runSequor(['parse', '-'], { input: log })
  expect(ran.code, ran.stderr).toBe(0)
  return recordsOf<PrintedEvent>(ran)
}

function comparedOf({ message, timestamp, message_count, ...event }: PrintedEvent): Compared {
  const time = timestamp === null ? null : Date.parse(timestamp)
  return { ...event, text: message, time, messageCount: message_count }
}

if (missing !== null && promised) {
  it('has the programs that a round trip needs', () => {
    expect.fail(missing)
  })
}

describe.skipIf(missing !== null)(`what a shipper hands on${missing === null ? '' : ` (${missing})`}`, () => {
  let handedOn: ReadonlyMap<string, HandedOn>

  beforeAll(async () => {
    handedOn = await handOn(LINES, SETTINGS)
  })

  describe.each(SETTINGS)('$name, topic', ({ name }) => {
    it('is every line once', () => {
      const marks = handedOn.get(name)!.records.map(({ value }) => markOf(value.toString()))
      expect(marks.sort()).toEqual(LINES.map(({ mark }) => mark))
    })

    it.each(FORMS)(
      'gives the event of the device’s own line, but for the known losses: $form',
      ({ form, mark, device }) => {
        const { value, timestampMs } = handedOn.get(name)!.records.find(record => record.value.includes(mark))!
        const found = differencesBetween(device, parsed(value, timestampMs))
        expect(found.sort(), value.toString()).toEqual(lossesOf(`${name}, topic`, form))
      },
    )
  })

  describe.each(SETTINGS.filter(({ writesFile }) => writesFile))('$name, file', ({ name }) => {
    let events: readonly PrintedEvent[]

    beforeAll(async () => {
      events = await printedEvents(handedOn.get(name)!.file)
    })

    it('is every line once', () => {
      expect(events.map(({ message }) => markOf(message))).toEqual(LINES.map(({ mark }) => mark))
    })

    it.each(FORMS)(
      'gives the event of the device’s own line, but for the known losses: $form',
      ({ form, mark, device }) => {
        const event = events.find(({ message }) => markOf(message) === mark)!
        const found = differencesBetween(device, comparedOf(event))
        expect(found.sort(), JSON.stringify(event)).toEqual(lossesOf(`${name}, file`, form))
      },
    )
  })
  it('keeps the lines of a device in one partition, in order, with our configurations', () => {
    for (const { name } of SETTINGS.filter(({ writesFile }) => !writesFile)) {
      const { records } = handedOn.get(name)!
      expect(new Set(records.map(({ key }) => key))).toEqual(new Set([SENDER]))
      expect(new Set(records.map(({ partition }) => partition)).size).toBe(1)
      expect(records.map(({ value }) => markOf(value.toString()))).toEqual(LINES.map(({ mark }) => mark))
    }
  })

  it('lies in the same partition whichever shipper took it, with our configurations', () => {
    const ours = SETTINGS.filter(({ writesFile }) => !writesFile)
    const partitions = ours.flatMap(({ name }) => handedOn.get(name)!.records.map(({ partition }) => partition))
    expect(new Set(partitions).size).toBe(1)
  })

  it('has no key by default, and rsyslog puts all of it into partition 0', () => {
    const keysOf = (name: string) => new Set(handedOn.get(name)!.records.map(({ key }) => key))
    expect([keysOf('rsyslog, defaults'), keysOf('syslog-ng, defaults')]).toEqual([new Set([null]), new Set([null])])
    expect(new Set(handedOn.get('rsyslog, defaults')!.records.map(({ partition }) => partition))).toEqual(new Set([0]))
  })

  it('carries the time at which Kafka took it, where the topic says so', () => {
    const times = [...handedOn.values()].flatMap(({ records }) => records.map(({ timestampMs }) => timestampMs))
    expect(Math.min(...times)).toBeGreaterThanOrEqual(sentMs)
  })
})
