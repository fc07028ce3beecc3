/** How far a header has been read: no stamp yet. */
export const FRESH = 0
/** Behind a stamp that no colon closed: a host is due. */
export const OPEN = 1
/** That host has been read. */
export const HOSTED = 2
/** Behind the device's own stamp and its colon: only a process and the code are due. */
export const CLOSED = 3
