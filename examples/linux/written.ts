import { stampOf, type Told } from '../told.ts'

/** How each host writes its log: `web1` as rsyslog does traditionally, `db1` as it does today, any other as `journalctl -o short-iso`. */
export function written({ atMs, host, text }: Told): string {
  const iso = new Date(atMs).toISOString()
  switch (host) {
    case 'web1': {
      const { day, time } = stampOf(atMs)
      return `${day} ${time.slice(0, 8)} ${host} ${text}`
    }
    case 'db1':
      return `${iso.replace('Z', '123+00:00')} ${host} ${text}`
    default:
      return `${iso.slice(0, 19)}+0000 ${host} ${text}`
  }
}
