import type { Event, Flag } from '../../src/core/event.ts'

/** What a line can lose on its way, in the words of the table of losses. */
export type Difference =
  | 'host'
  | 'code'
  | 'text'
  | 'time'
  /** The time agrees to the second, and the event knows that it is no finer. */
  | 'fraction'
  | 'clock flag'
  | 'counter'
  | 'sequence'
  | 'process'
  | 'node'
  | 'priority'
  /** Nothing says any more that the year was a guess: the relay wrote its own guess as if it were known. */
  | 'doubt about the year'
  /** Nothing says any more that the line named no zone: the relay wrote its own. */
  | 'doubt about the zone'

/** What of an event is compared. */
export type Compared = Pick<
  Event,
  'host' | 'code' | 'text' | 'time' | 'clock' | 'messageCount' | 'sequence' | 'process' | 'node' | 'pri' | 'flags'
> & {
  /** Absent in what `sequor parse` prints. */
  readonly resolutionMs?: number
}

/** In what an event of a line that a shipper handed on differs from that of the device's own line. */
export function differencesBetween(device: Compared, handedOn: Compared): Difference[] {
  const found: Difference[] = []
  const note = (differs: boolean, name: Difference) => {
    if (differs) found.push(name)
  }
  const forgets = (flag: Flag) => device.flags.includes(flag) && !handedOn.flags.includes(flag)
  const coarser = isCoarser(device, handedOn)
  note(device.host !== handedOn.host, 'host')
  note(device.code !== handedOn.code, 'code')
  note(device.text !== handedOn.text, 'text')
  note(coarser, 'fraction')
  note(!coarser && (device.time !== handedOn.time || resolutionOf(handedOn, device) !== device.resolutionMs), 'time')
  note(device.clock !== handedOn.clock, 'clock flag')
  note(device.messageCount !== handedOn.messageCount, 'counter')
  note(device.sequence !== handedOn.sequence, 'sequence')
  note(device.process !== handedOn.process, 'process')
  note(device.node !== handedOn.node, 'node')
  note(device.pri !== handedOn.pri, 'priority')
  note(forgets('year_inferred'), 'doubt about the year')
  note(forgets('zone_assumed'), 'doubt about the zone')
  return found
}

function isCoarser(device: Compared, handedOn: Compared): boolean {
  if (device.time === null || device.time % 1000 === 0 || resolutionOf(handedOn, { resolutionMs: 999 }) !== 999)
    return false
  return handedOn.time === Math.floor(device.time / 1000) * 1000
}

function resolutionOf(event: Compared, otherwise: Pick<Compared, 'resolutionMs'>): number | undefined {
  return event.resolutionMs ?? otherwise.resolutionMs
}
