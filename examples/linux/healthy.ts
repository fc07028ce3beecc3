import { oneOf, type Random, whole } from '../../bench/corpus/random.ts'
import { at, type Told, within } from '../told.ts'

const HOUR_MS = 3_600_000

export const FROM_MS = at('2026-03-02 00:00:00.000')
export const TO_MS = at('2026-03-09 00:00:00.000')

/** Three hosts, by how their log is written: the old and the new format of rsyslog, and the text of journalctl. */
export const HOSTS = ['web1', 'db1', 'app1'] as const

type Kind = (random: Random, atMs: number, host: string) => readonly Told[]

const KINDS: readonly Kind[] = [cron, keyLogin, guesses, forgotten, restartOnce, killedOnce, emptyDrive]

/** What three healthy hosts say in a week. Guessers who never get in, a service that comes back and an empty drive belong to it. */
export function healthyWeek(random: Random): readonly Told[] {
  const told: Told[] = []
  for (let hourMs = FROM_MS; hourMs < TO_MS; hourMs += HOUR_MS)
    for (const host of HOSTS)
      for (const atMs of within(random, hourMs, 2)) told.push(...oneOf(random, KINDS)(random, atMs, host))
  return told
}

const pid = (r: Random) => whole(r, 1000, 60_000)

function cron(r: Random, atMs: number, host: string): readonly Told[] {
  return [{ atMs, host, text: `CRON[${pid(r)}]: (root) CMD (test -x /usr/sbin/anacron)` }]
}

function keyLogin(r: Random, atMs: number, host: string): readonly Told[] {
  const sshd = `sshd[${pid(r)}]:`
  return [
    {
      atMs,
      host,
      text: `${sshd} Accepted publickey for alice from 192.0.2.7 port 51234 ssh2: ED25519 SHA256:invented`,
    },
    {
      atMs: atMs + 1,
      host,
      text: `${sshd} pam_unix(sshd:session): session opened for user alice(uid=1000) by (uid=0)`,
    },
  ]
}

/** Somebody on the internet tries passwords, as all day. */
function guesses(r: Random, atMs: number, host: string): readonly Told[] {
  const source = `198.51.100.${whole(r, 100, 254)}`
  return Array.from({ length: 6 }, (_, nth) => ({
    atMs: atMs + nth * 7000,
    host,
    text: `sshd[${pid(r)}]: Failed password for invalid user admin from ${source} port ${51_000 + nth} ssh2`,
  }))
}

/** A person who mistypes twice. */
function forgotten(r: Random, atMs: number, host: string): readonly Told[] {
  const from = `from 192.0.2.${whole(r, 10, 20)} port 51234 ssh2`
  return [
    { atMs, host, text: `sshd[4242]: Failed password for bob ${from}` },
    { atMs: atMs + 4000, host, text: `sshd[4242]: Failed password for bob ${from}` },
    { atMs: atMs + 9000, host, text: `sshd[4242]: Accepted password for bob ${from}` },
  ]
}

function restartOnce(r: Random, atMs: number, host: string): readonly Told[] {
  const unit = `worker@${whole(r, 1, 4)}.service`
  return [
    { atMs, host, text: `systemd[1]: ${unit}: Main process exited, code=exited, status=1/FAILURE` },
    { atMs: atMs + 5000, host, text: `systemd[1]: ${unit}: Scheduled restart job, restart counter is at 1.` },
    { atMs: atMs + 5100, host, text: `systemd[1]: Started ${unit} - A worker.` },
  ]
}

/** A service that was too large, and comes back by itself. */
function killedOnce(r: Random, atMs: number, host: string): readonly Told[] {
  if (whole(r, 0, 9) > 0) return cron(r, atMs, host)
  const memory =
    'total-vm:9123456kB, anon-rss:8123456kB, file-rss:0kB, shmem-rss:0kB, UID:110 pgtables:17000kB oom_score_adj:0'
  return [
    { atMs, host, text: `kernel: Out of memory: Killed process ${pid(r)} (report) ${memory}` },
    {
      atMs: atMs + 20,
      host,
      text: 'systemd[1]: report.service: A process of this unit has been killed by the OOM killer.',
    },
    { atMs: atMs + 30, host, text: "systemd[1]: report.service: Failed with result 'oom-kill'." },
    { atMs: atMs + 60_000, host, text: 'systemd[1]: report.service: Scheduled restart job, restart counter is at 1.' },
  ]
}

function emptyDrive(_: Random, atMs: number, host: string): readonly Told[] {
  const text = 'kernel: I/O error, dev sr0, sector 0 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2'
  return [0, 1, 2, 3].map(nth => ({ atMs: atMs + nth * 1000, host, text }))
}
