const WITH_PORT = /^(\d+\.\d+\.\d+\.\d+):\d+$/
const MAPPED = /^::ffff:(?:0:)?(\d+\.\d+\.\d+\.\d+)$/
const LONGEST_GROUP = 4
const GROUPS = 8

/**
 * A host's name as everything knows it: lower case, no trailing dot, addresses in their shortest form (RFC 5952), one of IPv4
 * without its port, and without the mapping into IPv6. Null for `-` and nothing.
 */
export function hostName(name: string | null): string | null {
  const plain = name?.toLowerCase().replace(/\.$/, '') ?? ''
  if (plain === '' || plain === '-') return null
  return plain.includes(':') ? (MAPPED.exec(plain)?.[1] ?? WITH_PORT.exec(plain)?.[1] ?? shortest(plain)) : plain
}

/** The shortest form of an address of IPv6; any other name as it is. */
function shortest(name: string): string {
  const [address = '', zone] = name.split('%', 2)
  const groups = groupsOf(address)
  if (groups === null) return name
  const [from, to] = longestZeros(groups)
  const written = groups.map(group => group.toString(16))
  const short =
    to - from < 2 ? written.join(':') : `${written.slice(0, from).join(':')}::${written.slice(to).join(':')}`
  return zone === undefined ? short : `${short}%${zone}`
}

/** The eight numbers of an address of IPv6, null for another text. */
function groupsOf(address: string): readonly number[] | null {
  const halves = address.split('::')
  if (halves.length > 2) return null
  const [head, tail = []] = halves.map(half => (half === '' ? [] : half.split(':')))
  const missing = GROUPS - head!.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null
  const texts = [...head!, ...new Array<string>(missing).fill('0'), ...tail]
  return texts.every(isGroup) ? texts.map(text => Number.parseInt(text, 16)) : null
}

function isGroup(text: string): boolean {
  return text.length <= LONGEST_GROUP && /^[\da-f]+$/.test(text)
}

/** The first of the longest runs of zeros. */
function longestZeros(groups: readonly number[]): readonly [from: number, to: number] {
  let best: readonly [number, number] = [0, 0]
  let from = 0
  for (let at = 0; at <= groups.length; at++) {
    if (groups[at] === 0) continue
    if (at - from > best[1] - best[0]) best = [from, at]
    from = at + 1
  }
  return best
}
