import { oneOf, type Random, whole } from '../../bench/corpus/random.ts'
import { at, type Told, within } from '../told.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

export const FROM_MS = at('2026-03-02 00:00:00.000')
export const TO_MS = at('2026-03-09 00:00:00.000')

/** Monday to Friday, 7 to 18 hours, UTC. */
function isOffice(hourMs: number): boolean {
  const date = new Date(hourMs)
  return date.getUTCDay() % 6 !== 0 && date.getUTCHours() >= 7 && date.getUTCHours() < 18
}

const mac = (r: Random) => `0000.5e00.53${whole(r, 0, 255).toString(16).padStart(2, '0')}`

/** What a healthy network says in a week. None of it is an incident: what goes comes back in time, and what repeats does it slowly. */
export function healthyWeek(random: Random): readonly Told[] {
  const told: Told[] = [...plannedReload()]
  for (let hourMs = FROM_MS; hourMs < TO_MS; hourMs += HOUR_MS) {
    const office = isOffice(hourMs)
    for (const kind of office ? BY_DAY : BY_NIGHT)
      for (const atMs of within(random, hourMs, 1)) told.push(...kind(random, atMs))
  }
  return told
}

type Kind = (random: Random, atMs: number) => readonly Told[]

const BY_NIGHT: readonly Kind[] = [accessPort, firewall, accessPoint, routerNoise]
const BY_DAY: readonly Kind[] = [...BY_NIGHT, accessPort, login, configuration, shutPort, neighbour, nexus, roaming]

/** A computer that boots: its link goes and comes twice. */
function accessPort(r: Random, atMs: number): readonly Told[] {
  const host = oneOf(r, ['sw1', 'sw2'])
  const name = `GigabitEthernet1/0/${whole(r, 1, 40)}`
  const line = (offsetMs: number, text: string) => ({ atMs: atMs + offsetMs, host, text })
  return [0, 9000].flatMap(offsetMs => [
    line(offsetMs, `%LINEPROTO-5-UPDOWN: Line protocol on Interface ${name}, changed state to down`),
    line(offsetMs + 1000, `%LINK-3-UPDOWN: Interface ${name}, changed state to down`),
    line(offsetMs + 4000, `%LINK-3-UPDOWN: Interface ${name}, changed state to up`),
    line(offsetMs + 5000, `%LINEPROTO-5-UPDOWN: Line protocol on Interface ${name}, changed state to up`),
  ])
}

function accessPoint(r: Random, atMs: number): readonly Told[] {
  const where = `AP-hall-${whole(r, 1, 20)} Mac: ${mac(r)} Session-IP: 192.0.2.${whole(r, 100, 120)}[5264] 192.0.2.2[5246]`
  const head = `%CAPWAPAC_SMGR_TRACE_MESSAGE-5-AP_JOIN_DISJOIN: Chassis 1 R0/0: wncd: AP Event: AP Name: ${where}`
  return [
    { atMs, host: 'wlc1', text: `${head} Disjoined Image Download Success` },
    { atMs: atMs + whole(r, 3, 7) * MINUTE_MS, host: 'wlc1', text: `${head} Joined` },
  ]
}

function firewall(r: Random, atMs: number): readonly Told[] {
  const outside = `198.51.100.${whole(r, 1, 254)}/443`
  const text = `%ASA-6-302014: Teardown TCP connection ${whole(r, 1, 9_999_999)} for outside:${outside} to inside:192.0.2.${whole(r, 1, 254)}/51234 duration 0:00:10 bytes 4242 TCP FINs`
  return [{ atMs, host: 'asa1', text }]
}

function routerNoise(r: Random, atMs: number): readonly Told[] {
  const texts = [
    '%SYS-3-CPUHOG: Task is running for (2004)msecs, more than (2000)msecs (0/0),process = SNMP ENGINE.',
    '%NTP-4-PEERUNREACH: Peer 192.0.2.17 is unreachable',
    '%SEC-6-IPACCESSLOGP: list edge-in denied tcp 198.51.100.9(51234) -> 192.0.2.7(22), 1 packet',
    '%SPANTREE-5-TOPOTRAP: Topology Change Trap for vlan 10',
  ]
  return [{ atMs, host: oneOf(r, ['r1', 'r2']), text: oneOf(r, texts) }]
}

/** Somebody mistypes a password twice. */
function login(_: Random, atMs: number): readonly Told[] {
  const who = '[user: netops] [Source: 192.0.2.7] [localport: 22]'
  const failed = `%SEC_LOGIN-4-LOGIN_FAILED: Login failed ${who} [Reason: Login Authentication Failed]`
  return [
    { atMs, host: 'r1', text: failed },
    { atMs: atMs + 4000, host: 'r1', text: failed },
    { atMs: atMs + 9000, host: 'r1', text: `%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success ${who}` },
  ]
}

function configuration(r: Random, atMs: number): readonly Told[] {
  const by = 'by netops on vty0 (192.0.2.7)'
  return [{ atMs, host: oneOf(r, ['sw1', 'r2', 'wlc1']), text: `%SYS-5-CONFIG_I: Configured from console ${by}` }]
}

/** An uplink that somebody shuts for a quarter of an hour. */
function shutPort(r: Random, atMs: number): readonly Told[] {
  const name = `TenGigabitEthernet1/1/${whole(r, 3, 4)}`
  const line = (offsetMs: number, text: string) => ({ atMs: atMs + offsetMs, host: 'sw2', text })
  return [
    line(0, `%LINK-5-CHANGED: Interface ${name}, changed state to administratively down`),
    line(1000, `%LINEPROTO-5-UPDOWN: Line protocol on Interface ${name}, changed state to down`),
    line(15 * MINUTE_MS, `%LINK-3-UPDOWN: Interface ${name}, changed state to up`),
    line(15 * MINUTE_MS + 1000, `%LINEPROTO-5-UPDOWN: Line protocol on Interface ${name}, changed state to up`),
  ]
}

/** Neighbours that come back within a minute or two. */
function neighbour(r: Random, atMs: number): readonly Told[] {
  const ospf = 'ospf[1010]: %ROUTING-OSPF-5-ADJCHG : Process 1, Nbr 192.0.2.1 on TenGigE0/0/0/1 in area 0 from'
  const bgp = `%BGP-5-ADJCHANGE: neighbor 203.0.113.${whole(r, 1, 4)}`
  return [
    {
      atMs,
      host: 'xr1',
      text: `${ospf} FULL to DOWN, Neighbor Down: dead timer expired, vrf default vrfid 0x60000000`,
    },
    { atMs: atMs + 70_000, host: 'xr1', text: `${ospf} LOADING to FULL, Loading Done, vrf default vrfid 0x60000000` },
    { atMs: atMs + 3000, host: 'r1', text: `${bgp} Down Peer closed the session` },
    { atMs: atMs + 100_000, host: 'r1', text: `${bgp} Up` },
  ]
}

function nexus(r: Random, atMs: number): readonly Told[] {
  const name = `Interface Ethernet1/${whole(r, 1, 32)}`
  return [
    { atMs, host: 'nx1', text: `%ETHPORT-5-IF_DOWN_LINK_FAILURE: ${name} is down (Link failure)` },
    { atMs: atMs + 2 * MINUTE_MS, host: 'nx1', text: `%ETHPORT-5-IF_UP: ${name} is up in mode access` },
  ]
}

function roaming(r: Random, atMs: number): readonly Told[] {
  const text = `%SW_MATM-4-MACFLAP_NOTIF: Host ${mac(r)} in vlan 10 is flapping between port Gi1/0/1 and port Po1`
  return [{ atMs, host: 'sw1', text }]
}

/** On Tuesday noon r2 gets a new image: its gateway moves and comes back, its neighbours wait for it. */
function plannedReload(): readonly Told[] {
  const lines: readonly (readonly [string, string, string])[] = [
    [
      '12:00:00.000',
      'r2',
      '%SYS-5-RELOAD: Reload requested by netops on vty0 (192.0.2.7). Reload Reason: Reload command.',
    ],
    ['12:00:03.000', 'r1', '%HSRP-5-STATECHANGE: Vlan10 Grp 1 state Standby -> Active'],
    ['12:08:00.000', 'r2', '%SYS-5-RESTART: System restarted --'],
    [
      '12:08:30.000',
      'r2',
      '%SPANTREE-5-ROOTCHANGE: Root Changed for vlan 10: New Root Port is Port-channel1. New Root Mac Address is 0000.5e00.5301',
    ],
    ['12:09:00.000', 'r1', '%HSRP-5-STATECHANGE: Vlan10 Grp 1 state Active -> Speak'],
    ['12:09:10.000', 'r1', '%HSRP-5-STATECHANGE: Vlan10 Grp 1 state Speak -> Standby'],
  ]
  return lines.map(([time, host, text]) => ({ atMs: at(`2026-03-03 ${time}`), host, text }))
}
