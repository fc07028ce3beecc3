import { type Random, seeded, whole } from '../../bench/corpus/random.ts'
import { boot, chatter, counts, DETAILS, failed, outage, reminders, restored, twin } from './device.ts'
import { at, DAY_MS, HOUR_MS, logOf, MINUTE_MS, type Said, SECOND_MS, syslog } from './log.ts'

/** A log, and when all was well again in it: from then on nobody may be called. Null where it is at no time well, or always. */
export interface Story {
  readonly said: readonly Said[]
  readonly repairedMs: number | null
}

const START_MS = at('2026-03-02 06:00:00.000')
const TWENTY = Array.from({ length: 20 }, (_, index) => `wlc-${String(index + 1).padStart(2, '0')}`)

/** Each by its name: examples/README.md says what the rules must tell of it. */
export const STORIES = {
  boot: random => ({
    said: [
      ...boot('wlc-01', START_MS, DETAILS.dns, 15 * MINUTE_MS),
      ...chatter(random, 'wlc-01', START_MS + HOUR_MS, START_MS + 8 * HOUR_MS, 2),
    ],
    repairedMs: START_MS,
  }),

  'dns-outage': random => {
    const repairedMs = START_MS + DAY_MS + 30 * MINUTE_MS
    const lines = outage('wlc-01', START_MS, repairedMs, DETAILS.dns)
    const noise = chatter(random, 'wlc-01', START_MS - DAY_MS, START_MS + 2 * DAY_MS, 2)
    return { said: [...lines, ...lines.map(twin), ...noise], repairedMs }
  },

  'onprem-outage': random => {
    const repairedMs = START_MS + 150 * MINUTE_MS
    const said = TWENTY.flatMap(host => [
      ...outage(host, START_MS + whole(random, 0, HOUR_MS), repairedMs, DETAILS.none),
      ...chatter(random, host, START_MS - 2 * HOUR_MS, START_MS + 10 * HOUR_MS, 1),
    ])
    return { said, repairedMs }
  },

  'switch-over': random => {
    const when = START_MS + HOUR_MS
    const texts: readonly (readonly [number, string])[] = [
      [0, '%SMART_LIC-6-AGENT_READY: Smart Agent for Licensing is initialized'],
      [174, '%SMART_LIC-6-AGENT_READY: Smart Agent for Licensing is initialized'],
      [180, '%SMART_LIC-6-AGENT_ENABLED: Smart Agent for Licensing is enabled'],
      [181, '%SMART_LIC-6-AGENT_ENABLED: Smart Agent for Licensing is enabled'],
      [196, '%SMART_LIC-6-HA_ROLE_CHANGED: Smart Agent HA role changed to Active.'],
    ]
    const said = [
      ...texts.map(([afterMs, text]) => syslog('wlc-01', when + afterMs, text)),
      failed('wlc-01', when + 20 * SECOND_MS, DETAILS.none),
      failed('wlc-01', when + 59 * SECOND_MS, DETAILS.badGateway),
      failed('wlc-01', when + 68 * SECOND_MS, DETAILS.none),
      restored('wlc-01', when + 12 * MINUTE_MS),
      ...chatter(random, 'wlc-01', START_MS, START_MS + 6 * HOUR_MS, 2),
    ]
    return { said, repairedMs: START_MS }
  },

  'healthy-month': random => {
    const toMs = START_MS + 30 * DAY_MS
    const said = ['wlc-01', 'wlc-02', 'wlc-03'].flatMap((host, index) => [
      ...counts(host, START_MS + index * HOUR_MS, toMs),
      ...reminders(host, START_MS + index * DAY_MS, toMs),
      ...chatter(random, host, START_MS, toMs, 1),
      ...(index === 1 ? boot(host, START_MS + 11 * DAY_MS, DETAILS.dns, 10 * MINUTE_MS) : []),
    ])
    return { said, repairedMs: START_MS }
  },

  'power-failure': random => {
    const devices = TWENTY.slice(0, 6)
    const said = devices.flatMap((host, index) => {
      const serverAfterMs = index === 5 ? 40 * MINUTE_MS : 12 * MINUTE_MS
      const startMs = START_MS + whole(random, 0, 90 * SECOND_MS)
      return [
        ...boot(host, startMs, DETAILS.dns, serverAfterMs),
        ...chatter(random, host, START_MS + HOUR_MS, START_MS + 8 * HOUR_MS, 1),
      ]
    })
    return { said, repairedMs: START_MS + 40 * MINUTE_MS }
  },

  'first-start': random => {
    const toMs = START_MS + 7 * DAY_MS
    const devices = TWENTY.slice(0, 5)
    const [first, second, third, fourth] = devices as [string, string, string, string]
    const said = [
      ...devices.flatMap((host, index) => [
        ...counts(host, START_MS + index * MINUTE_MS, toMs),
        ...chatter(random, host, START_MS, toMs, 1),
      ]),
      failed(first, START_MS + DAY_MS, DETAILS.badGateway),
      restored(first, START_MS + DAY_MS + 9979),
      ...outage(second, START_MS + 2 * DAY_MS, START_MS + 2 * DAY_MS + 3 * HOUR_MS, DETAILS.dns),
      ...devices.flatMap((host, index) =>
        outage(host, START_MS + 4 * DAY_MS + index * MINUTE_MS, START_MS + 4 * DAY_MS + HOUR_MS, DETAILS.none),
      ),
      ...boot(third, START_MS + 5 * DAY_MS, DETAILS.dns, 10 * MINUTE_MS),
      ...outage(fourth, toMs - 5 * HOUR_MS, toMs, DETAILS.none).slice(0, -1),
    ]
    return { said, repairedMs: null }
  },

  'reboot-of-twenty': random => {
    const said = TWENTY.flatMap(host => [
      ...boot(host, START_MS + whole(random, 0, 5 * MINUTE_MS), DETAILS.none, whole(random, 2, 11) * MINUTE_MS),
      ...chatter(random, host, START_MS + HOUR_MS, START_MS + 8 * HOUR_MS, 1),
    ])
    return { said, repairedMs: START_MS }
  },
} as const satisfies Readonly<Record<string, (random: Random) => Story>>

export type StoryName = keyof typeof STORIES
export const STORY_NAMES = Object.keys(STORIES) as readonly StoryName[]

/** Those whose logs stand in the folder; a month is made when it is asked for. */
export const KEPT = STORY_NAMES.filter(name => name !== 'healthy-month')

/** A story and its log. The same for the same seed. */
export function licensingLog(name: StoryName, seed: number): Story & { readonly text: string } {
  const random = seeded(seed)
  const story = STORIES[name](random)
  return { ...story, text: logOf(story.said, random) }
}
