/** The rules of the incidents that are kept as examples. */
export const SERVER_FAILS = `id: server-fails
title: Licence server does not answer
labels: { area: licensing }
reopen: 75m
events:
  failed: { code: SMART_LIC-*-COMM_FAILED }
  restored: { code: SMART_LIC-*-COMM_RESTORED }
pattern: { kind: expectation, after: failed, expect: restored, within: 10s }
outcomes:
  met: { severity: info, summary: "{host}: recovered after {elapsed}" }
  missed:
    severity: warning
    summary: "{host}: no answer for {elapsed}"
    escalate: [{ after: 60m, severity: error }]
causes:
  - The server, or the proxy in front of it, had no working backend for a moment.
  - The services of the server are down, restarting or overloaded.
actions:
  - If it recovered by itself, there is nothing to do.
  - If it stays, look at the health of the server, and of any proxy in front of it.
references: [https://www.example.org/licensing.html]
`

export const PORT_FLAPS = `id: port-flaps
title: A port goes down again and again
events:
  down: { code: LINEPROTO-5-UPDOWN, text: changed state to down }
pattern: { kind: repeat, event: down, count: 3, within: 10m, clear: { below: 1, within: 30m } }
outcomes:
  fired: { severity: warning, summary: "{host}: {count} times down" }
`

export const PORT_DOWN = `id: port-down
title: A port is down
events:
  down: { code: LINEPROTO-5-UPDOWN, text: changed state to down }
  up: { code: LINEPROTO-5-UPDOWN, text: changed state to up }
pattern: { kind: single, event: down }
outcomes:
  fired: { severity: error, summary: "{host}: {text}", resolve: { on: up } }
`

export const PORT_WAS_DOWN = `id: port-was-down
title: A port was down
events:
  down: { code: LINEPROTO-5-UPDOWN, text: changed state to down }
pattern: { kind: single, event: down }
outcomes:
  fired: { severity: info, summary: "{host}: {text}", resolve: { quiet: 1h } }
`

export const SERVER_IS_GONE = `id: server-is-gone
title: Devices miss their server
key: [server, host]
group: [server]
events:
  failed: { code: SAEVT_COMM_FAIL }
  restored: { code: SAEVT_COMM_RESTORED }
pattern: { kind: expectation, after: failed, expect: restored, within: 10s }
outcomes:
  missed: { severity: error, summary: "{server}: {members} devices without it for {elapsed}" }
`

export const GUESSED = `id: guessed-password
title: A password was guessed
events:
  failed: { code: SEC_LOGIN-4-LOGIN_FAILED }
  succeeded: { code: SEC_LOGIN-5-LOGIN_SUCCESS }
pattern: { kind: sequence, steps: [{ event: failed, times: 2 }, succeeded], within: 5m }
outcomes:
  fired: { severity: error, summary: "{host}: a login after {count} lines" }
`

export const NOT_RELOADED = `id: installed-and-not-restarted
title: An image was installed, and the device did not start
events:
  installed: { code: INSTALL-5-INSTALL_COMPLETED_INFO }
  restarted: { code: SYS-5-RESTART }
pattern: { kind: sequence, steps: [installed, { not: restarted }], within: 30m }
outcomes:
  fired: { severity: warning, summary: "{host}: no restart for {elapsed}", resolve: { on: restarted } }
`

export const LOST_BY_MANY = `id: server-lost-by-many
title: Many devices lose the same server
key: [server]
events:
  failed: { code: SAEVT_COMM_FAIL }
  restored: { code: SAEVT_COMM_RESTORED }
pattern: { kind: distinct, event: failed, field: host, count: 2, within: 10m, until: restored, clear: { within: 24h } }
outcomes:
  fired: { severity: critical, summary: "{server}: lost by {count} devices" }
`

export const RING_AND_MEMBER = `id: ring-and-member
title: A stack lost its ring and a member
events:
  ring: { code: STACKMGR-4-STACK_LINK_CHANGE }
  member: { code: STACKMGR-4-SWITCH_REMOVED }
pattern: { kind: all, events: [ring, member], within: 1m }
outcomes:
  fired: { severity: error, summary: "{host}: {text}" }
`

export const NO_REPORT = `id: no-usage-report
title: A controller has stopped reporting
events:
  reported: { code: SMART_LIC-6-REPORTING_SENT }
pattern: { kind: heartbeat, event: reported, every: 8h, grace: 15m }
outcomes:
  missed: { severity: warning, summary: "{host}: no report for {elapsed}" }
`

export const AFTER_A_START = `id: server-fails-after-a-start
title: Licence server does not answer
grace: { after: started, for: 20m }
events:
  failed: { code: SMART_LIC-*-COMM_FAILED }
  restored: { code: SMART_LIC-*-COMM_RESTORED }
  started: { code: SYS-5-RESTART }
pattern: { kind: expectation, after: failed, expect: restored, within: 10s }
outcomes:
  missed: { severity: warning, summary: "{host}: no answer for {elapsed}" }
`
