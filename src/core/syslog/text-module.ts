/** Where in a chassis a message arose. */
export interface Module {
  readonly node: string
  readonly process: string
}

const PREFIX =
  /^((?:(?:Chassis|Switch) \d{1,2} )?(?:RP|R|FP|F|SIP|SPA|CC|L)\d{1,2}(?:\/\d{1,2}){0,2}): ([A-Za-z][\w.-]{0,63}): /

/** The node and process with which IOS XE begins a text: `Chassis 2 R0/0: wncd: …`, `SIP0: fman_fp_image: …`. */
export function moduleOf(text: string): Module | null {
  const found = PREFIX.exec(text)
  return found === null ? null : { node: found[1]!, process: found[2]! }
}
