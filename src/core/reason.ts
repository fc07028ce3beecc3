/**
 * Why a window or an incident moved, as one closed list: the same word in `explain`, metrics and logs.
 */
export const REASONS = [
  /** A line came to its window: told before whatever it does there. */
  'applied',
  /** A window began to wait. */
  'began',
  /** A further line of a window that is open. */
  'counted',
  /** The expected line came in time. */
  'met',
  /** The expected line had come before the line that it answers: a relay swapped them. */
  'met_before',
  /** The line belongs to an outage that is already over. */
  'already_answered',
  /** A line that answers nothing that is known. */
  'unanswered',
  /** The deadline passed. */
  'missed',
  /** The expected line came too late, but before the deadline of the slowest partition. */
  'missed_by_answer',
  /** The count was reached. */
  'reached_count',
  /** A rule of single lines fired. */
  'fired',
  /** The lines of a window that never fired slid out of it. */
  'faded',
  'opened',
  'reopened',
  /** News of an open incident, published. */
  'updated',
  /** News of an open incident, held back until the period is over. */
  'throttled',
  'escalated',
  /** An opening that `suppress` kept quiet. */
  'suppressed',
  /** A further key of the group. */
  'member_joined',
  'member_left',
  'recovered',
  'late_evidence',
  'quiet',
  'below_threshold',
  'expired',
  'rule_changed',
  /** The same line again. */
  'duplicate',
  /** A line that would open an incident that there already was. */
  'remembered_opener',
  /** The line came after the frontier had passed it. */
  'late',
  /** Nothing was heard for so long that the memory of the key was dropped. */
  'forgotten',
] as const
export type Reason = (typeof REASONS)[number]
