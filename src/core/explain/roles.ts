import type { Reason } from '../reason.ts'

/**
 * What a reason is to the window of which it is told. `counts`: its line belongs to the window. `moves`: the same, and it is
 * worth a sentence. `ends` closes the window; `whole` is a window that begins and ends with one line. `aside`: a line
 * that changed nothing. `unsaid`: nothing about any line of a window.
 */
export type Role = 'counts' | 'moves' | 'ends' | 'whole' | 'aside' | 'unsaid'

export const ROLES: Readonly<Record<Reason, Role>> = {
  applied: 'unsaid',
  began: 'counts',
  counted: 'counts',
  met: 'ends',
  met_before: 'whole',
  already_answered: 'aside',
  unanswered: 'aside',
  missed: 'moves',
  missed_by_answer: 'moves',
  advanced: 'counts',
  completed: 'moves',
  waits_for_nothing: 'moves',
  forbidden: 'moves',
  until: 'moves',
  taken_out: 'moves',
  reached_count: 'moves',
  fired: 'counts',
  faded: 'ends',
  opened: 'moves',
  reopened: 'moves',
  updated: 'unsaid',
  throttled: 'unsaid',
  escalated: 'moves',
  suppressed: 'moves',
  held_back: 'moves',
  grace_over: 'moves',
  ended_in_grace: 'moves',
  over_bound: 'unsaid',
  member_joined: 'moves',
  member_left: 'moves',
  recovered: 'ends',
  late_evidence: 'ends',
  quiet: 'ends',
  below_threshold: 'ends',
  expired: 'ends',
  rule_changed: 'ends',
  stale: 'aside',
  duplicate: 'aside',
  remembered_opener: 'aside',
  late: 'unsaid',
  forgotten: 'unsaid',
}

/** What is told of an incident's life without a revision. */
export const UNPUBLISHED: ReadonlySet<Reason> = new Set(['throttled', 'member_joined', 'member_left'])
