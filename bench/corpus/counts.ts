/** What the three shipped rules must find, by event time. */
export interface Counts {
  met502: number
  missed502: number
  /** Those of `missed502` that were answered before the log ends. */
  recovered502: number
  missedCrypto: number
  recoveredCrypto: number
  hostNotFound: number
}

export function noCounts(): Counts {
  return { met502: 0, missed502: 0, recovered502: 0, missedCrypto: 0, recoveredCrypto: 0, hostNotFound: 0 }
}
