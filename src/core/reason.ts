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
  /** A line brought a run of a sequence one step forward. */
  'advanced',
  /** The last step or event of a match came. */
  'completed',
  /** All steps of a sequence came, and it waits that nothing follows. */
  'waits_for_nothing',
  /** A line came that must not stand there: the run of a sequence is dropped. */
  'forbidden',
  /** An event of `until` ended what had begun. */
  'until',
  /** A value counts no more: an event of `until` took it out. */
  'taken_out',
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
  /** An opening that `grace` holds back. */
  'held_back',
  /** The time of `grace` is over, and what it held back is not. */
  'grace_over',
  /** What ended while `grace` held it back: nobody was told. */
  'ended_in_grace',
  /** The key opens no window: the rule has as many as it may. */
  'over_bound',
  /** A further key of the group. */
  'member_joined',
  'member_left',
  'recovered',
  'late_evidence',
  'quiet',
  'below_threshold',
  'expired',
  'rule_changed',
  /** A pulled line whose stamp is not believed: its place among the others is not known. */
  'stale',
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
