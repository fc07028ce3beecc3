import { DAY_MS } from './syslog/civil.ts'

/** How long an incident lives without news, and in all: below what the matches topic keeps, so that a shard can be rebuilt. */
export const LONGEST_WITHOUT_NEWS_MS = 7 * DAY_MS
export const LONGEST_LIFE_MS = 30 * DAY_MS
/** After so long without a line a key is forgotten whole. */
export const FORGET_MS = 30 * DAY_MS
