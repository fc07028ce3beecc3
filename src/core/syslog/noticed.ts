/** Bits of `Scan.noticed`: what the scan saw that becomes a flag of the event. */
export const INVALID_PRI = 1
export const FRAMING = 2
export const BOM = 4
export const NESTED_CODE = 8
export const BAD_ENVELOPE = 16
export const BAD_UTF8 = 32
/** A shipper that writes control characters as `#012`: no flag, but their text is undone. */
export const ESCAPED = 64
/** The line ends within its header. */
export const TRUNCATED = 128
/** The process may be the name of a zone, which then is that of the stamp too: only an operator can tell. */
export const MAYBE_ZONE = 256
/** A colon stands alone behind the header's host. */
export const LONE_COLON = 512
