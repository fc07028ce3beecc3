import type { CourierStatus } from './courier.ts'
import type { DeliverStatus } from './deliver-loop.ts'
import {
  byName,
  counter,
  gauge,
  type Instrument,
  type Meaning,
  type Now,
  PROCESS_INSTRUMENTS,
  reading,
  seconds,
  type Value,
} from './instrument.ts'

/** All that metrics of `deliver` are read from. */
export interface DeliverObserved extends Now {
  /** Null while the ticketing system was not reached yet. */
  readonly work: { readonly courier: CourierStatus; readonly loop: DeliverStatus } | null
}

type Work = NonNullable<DeliverObserved['work']>

/** All metrics of `deliver`, as those of `run` are listed. */
export const DELIVER_INSTRUMENTS: readonly Instrument<DeliverObserved>[] = [
  {
    ...counter(
      'sequor.deliver.revisions',
      '{revision}',
      'Revisions that were delivered; `unchanged` where the ticket needed nothing.',
    ),
    attributes: ['outcome'],
    read: ({ work }) => byName('outcome', work?.courier.delivered ?? {}),
  },
  {
    ...counter(
      'sequor.deliver.failures',
      '{attempt}',
      'Attempts that failed: `later` passes by itself, `changed` is decided anew, `refused` is about the incident, `denied` about us.',
    ),
    attributes: ['failure'],
    read: ({ work }) => byName('failure', work?.courier.failures ?? {}),
  },
  ofWork(
    gauge('sequor.deliver.waiting', '{revision}', 'Revisions that were read and are not delivered yet.'),
    ({ loop }) => loop.waiting,
  ),
  ofWork(
    gauge('sequor.deliver.oldest_age', 's', 'How long ago the oldest of them was published; 0 if there is none.'),
    ({ loop: { oldestMs } }, nowMs) => (oldestMs === null ? 0 : seconds(nowMs - oldestMs)),
  ),
  ofWork(
    gauge(
      'sequor.deliver.away',
      '',
      'Whether the ticketing system has failed so often that no call is made for a while: 1 or 0.',
    ),
    ({ courier }) => (courier.isAway ? 1 : 0),
  ),
  {
    ...counter('sequor.dead_letters', '{record}', 'Records that could not be handled, and were put aside.'),
    attributes: ['reason'],
    read: ({ work }) => byName('reason', work?.loop.deadLetters ?? {}),
  },
  ...PROCESS_INSTRUMENTS,
]

function ofWork(meaning: Meaning, value: (work: Work, nowMs: number) => Value): Instrument<DeliverObserved> {
  const read = ({ work, nowMs }: DeliverObserved) => (work === null ? [] : reading(value(work, nowMs), {}))
  return { ...meaning, attributes: [], read }
}
