/** A form of a line, and a line that has it. Several lines of one record are parted by a newline. */
export type ParsingCase = readonly [form: string, line: string]

/** The rows of the tables of docs/parsing.md, by table. They arrive on 9 July 2024 at 13:15:30 UTC. */
export const PARSING_CASES: Readonly<Record<string, readonly ParsingCase[]>> = {
  headers: [
    [
      'IOS, counter and uncertain clock',
      '<187>643: *Jul  9 13:15:29.902: %LINK-3-UPDOWN: Gi1/0/1, changed state to up',
    ],
    ['without a priority', '643: Jul  9 13:15:29.902: %LINK-3-UPDOWN: Gi1/0/1, changed state to up'],
    [
      'counter, origin, sequence',
      '<187>105: sw-1: 000104: .Jul  9 2024 13:15:29.902 CEST: %SYS-5-CONFIG_I: Configured',
    ],
    ['origin with an address', '<189>29: 192.0.2.7: Jul  9 13:15:29.902: %SYS-5-CONFIG_I: Configured'],
    ['origin with an IPv6 address', '<189>29: 2001:db8::7: Jul  9 13:15:29.902: %SYS-5-CONFIG_I: Configured'],
    ['origin of several words', '<189>29: my core switch: 0012345: Jul  9 13:15:29.902: %SYS-5-CONFIG_I: Configured'],
    ['origin of any bytes', '<189>29: Site (A), floor 2b: Jul  9 13:15:29.902: %SYS-5-CONFIG_I: Configured'],
    ['counter switched off, sequence on', '<189>: 1234567: Jul  9 13:15:29.902: %SYS-5-CONFIG_I: Configured'],
    ['one number that may be either', '<189>1234567: Jul  9 13:15:29.902: %SYS-5-CONFIG_I: Configured'],
    ['structured data of IOS', '<189>29: [syslog@9 s_id="wlc1:514"]: Jul  9 13:15:29.902: %SYS-5-CONFIG_I: Configured'],
    ['no header at all', '%SYS-5-CONFIG_I: Configured from console'],
    ['time since boot', '<189>43: edge-1: 2y10w: %SYS-5-CONFIG_I: Configured'],
    ['a clock that was never set', '<189>43: *Mar  1 00:00:43.167: %SYS-5-RESTART: System restarted'],
    ['no stamp', '<189>43: wlc1: %SYS-5-CONFIG_I: Configured'],
    ['no blank before the text', '<189>43: Jul  9 13:15:29.902: %SYS-5-CONFIG_I:Configured'],
    ['a blank before the colon', '<189>43: Jul  9 13:15:29.902: %SMART_LIC-3-COMM_FAILED : Communications failure'],
    [
      'IOS XE, module before the text',
      '<187>643: Jul  9 13:15:29.902: %CLIENT-5-ADDED: Chassis 1 R0/0: wncd: MAC: 0000.5e00.5301',
    ],
    [
      'IOS XE, code within a code',
      '<187>643: Jul  9 13:15:29.902: %IOSXE-3-PLATFORM: R0/0: cpp_cp: QFP:0.0 %FW-6-SESS_AUDIT: Start',
    ],
    ['stack member', '<187>643: Jul  9 13:15:29.902: %LINK-3-UPDOWN: Gi2/0/1, changed state to up (Switch-2)'],
    [
      'IOS XR',
      '<187>9: xr1 RP/0/RP0/CPU0:Jul  9 13:15:29.902 UTC: smartlicserver[390]: %LICENSE-SMART_LIC-3-COMM_FAILED : failure',
    ],
    [
      'IOS XR, older, no percent sign',
      'RP/0/RP0/CPU0:Jul  9 13:15:29.902 UTC: smartlicserver[186]: SMART_LIC-6-EXPORT_CONTROLLED:Usage',
    ],
    ['NX-OS, year first', '<189>: 2024 Jul  9 13:15:29 UTC: %ETHPORT-5-IF_UP: Interface Ethernet1/1 is up'],
    [
      'NX-OS, host and context',
      '2024 Jul  9 13:15:29 nx-1 %$ VDC-1 %$ %USER-2-SYSTEM_MSG: Disk full - SMART_AGENT[4941]',
    ],
    ['NX-OS, licence code', '2024 Jul  9 13:15:29 nx-1 %LICMGR-3-LOG_SMART_LIC_COMM_FAILED: failure'],
    ['ASA', '<166>Jul 09 2024 13:15:29 asa-1 : %ASA-6-302014: Teardown TCP connection'],
    ['ASA around another code', '<166>Jul 09 2024 13:15:29: %ASA-3-199015: %SMART_LIC-3-AGENT_REG_FAILED: failed'],
    ['FXOS', '<189>: 2024 Jul  9 13:15:29 UTC: %FPRM-6-AUDIT: [session][internal]'],
    [
      'AireOS',
      '<131>wlc-1: *SISF BT Process: Jul  9 13:15:29.902: %DOT1X-3-ABORT_AUTH: [PA]x.c:487 Authentication aborted',
    ],
    [
      'Catalyst 9800 trace',
      '2024/07/09 13:15:29.171926572 {wncd_x_R0-0}{1}: [errmsg] [17435]: (debug): %CLIENT-7-MOVED: R0/0: wncd: x',
    ],
    [
      'IOS XR, admin plane',
      '<189>9: xr1 0/RSP0/ADMIN0:Jul  9 13:15:29.902 UTC: inventory[65935]: %PLATFORM-INV-6-NODE : x',
    ],
    ['FTD', '<166>2024-07-09T13:15:29Z fpr-1 : %FTD-6-305012: Teardown'],
    ['small gear', '<189>09-Jul-2024 13:15:29 :%LINK-I-Up: gi1'],
    [
      'event log of Smart Licensing',
      '2024-07-09 13:15:29.383 UTC SAEVT_INIT_CRYPTO success="False" error="Crypto, not: done"',
    ],
    ['behind a prompt', 'wlc1#Jul  9 13:15:29.902: %SYS-5-CONFIG_I: Configured'],
  ],
  stamps: [
    ['whole seconds', '<189>7: Jul  9 13:15:29: %SYS-5-CONFIG_I: x'],
    ['microseconds', '<189>7: Jul  9 13:15:29.902123: %SYS-5-CONFIG_I: x'],
    ['one digit for the day', '<189>7: Jul 9 13:15:29: %SYS-5-CONFIG_I: x'],
    ['year before the time', '<189>7: Jul  9 2024 13:15:29.902: %SYS-5-CONFIG_I: x'],
    ['year behind the time', '<189>7: Jul  9 13:15:29 2024: %SYS-5-CONFIG_I: x'],
    ['year first', '<189>7: 2024 Jul  9 13:15:29: %SYS-5-CONFIG_I: x'],
    ['ISO 8601', '<189>7: 2024-07-09T13:15:29.902+02:00: %SYS-5-CONFIG_I: x'],
    ['zone as an abbreviation', '<189>7: Jul  9 15:15:29.902 CEST: %SYS-5-CONFIG_I: x'],
    ['zone as an offset', '<189>7: Jul  9 15:15:29.902 +02:00: %SYS-5-CONFIG_I: x'],
    ['zone that no table knows', '<189>7: Jul  9 13:15:29.902 Singapo: %SYS-5-CONFIG_I: x'],
    ['zone as a name and an offset', '<189>7: 2024 Jul  9 15:15:29 MET +02:00: %SYS-5-CONFIG_I: x'],
    ['zone as any word', '<189>7: Jul  9 13:15:29.902 berlin: %SYS-5-CONFIG_I: x'],
    ['twelve hours', '<189>7: Jul  9 1:15:29 PM.902: %SYS-5-CONFIG_I: x'],
    ['day of the week', '<189>7: Thu Jul  9 13:15:29 2024: %SYS-5-CONFIG_I: x'],
    ['as `show clock`', '<189>7: 13:15:29.902 UTC Tue Jul 9 2024: %SYS-5-CONFIG_I: x'],
    ['ISO 8601 without dashes', '<189>7: 20240709T131529Z: %SYS-5-CONFIG_I: x'],
    ['seconds since the epoch', '<189>7: 1720530929.902: %SYS-5-CONFIG_I: x'],
    ['slashes, of which one can be no month', '<189>7: 07/29/2024 13:15:29: %SYS-5-CONFIG_I: x'],
    ['slashes that may be either', '<189>7: 07/09/2024 13:15:29: %SYS-5-CONFIG_I: x'],
    ['the turn of the year, by the relay', '2021-01-01T00:00:10Z 192.0.2.7 7: Dec 31 23:59:59.902: %SYS-5-CONFIG_I: x'],
    ['leap day', '<189>7: Feb 29 13:15:29.902: %SYS-5-CONFIG_I: x'],
    ['a leap second', '<189>7: Jun 30 2015 23:59:60: %SYS-5-CONFIG_I: x'],
    ['a date that does not exist', '<189>7: Feb 30 13:15:29.902: %SYS-5-CONFIG_I: x'],
    ['a stamp that is cut', '<189>7: Jul  9 13:15'],
    ['ahead by two hours, without a zone', '<189>7: Jul  9 15:15:29.902: %SYS-5-CONFIG_I: x'],
  ],
  envelopes: [
    ['file of rsyslog', '2024-07-09T13:15:31.044037+00:00 192.0.2.7 29: wlc1: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    ['file of syslog-ng', 'Jul  9 13:15:31 192.0.2.7 29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    ['RFC 3164', '<189>Jul  9 13:15:29 wlc1 29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    [
      'RFC 5424',
      '<189>1 2024-07-09T13:15:31.044037+00:00 192.0.2.7 - - - - 29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x',
    ],
    [
      'RFC 5424, counter as the application',
      '<189>1 2024-07-09T13:15:31+00:00 192.0.2.7 343 - - - .Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x',
    ],
    [
      'RFC 5424, month as the application',
      '<189>1 2024-07-09T13:15:31+00:00 192.0.2.7 *Jul - - -  9 2024 13:15:29.411 UTC: %SYS-5-CONFIG_I: x',
    ],
    ['RFC 5424, code as the application', '<189>1 2024-07-09T13:15:29+00:00 192.0.2.7 %SYS-5-CONFIG_I - - - x'],
    [
      'RFC 5424, origin as the application, of syslog-ng',
      '<189>1 2024-07-09T13:15:31+00:00 192.0.2.7 R1 - - [meta sequenceId="3"] *Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x',
    ],
    [
      'RFC 5424, priority cut off',
      '1 2024-07-09T13:15:31+00:00 192.0.2.7 - - - - 29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x',
    ],
    ['zone left behind', '2024-07-09T13:15:29+00:00 192.0.2.7 UTC+2: %SYS-5-CONFIG_I: x'],
    ['hosts in a chain', 'Jul  9 13:15:31 s_net@relay/192.0.2.7 29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    ['Solaris', 'Jul  9 13:15:31 [192.0.2.7.4.2] 29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    ['sender before the priority', '192.0.2.7 <189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    ['octet count', '83 <189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    ['byte order mark', '\ufeff<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    ['priority in words', 'Jul  9 13:15:31 192.0.2.7 local7.notice 29: wlc1: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    ['Kiwi', '<189>Original Address=192.0.2.7 29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    [
      'rsyslog, JSON of the whole message',
      '{"rawmsg":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","fromhost-ip":"192.0.2.7","timegenerated":"2024-07-09T13:15:31Z"}',
    ],
    [
      'rsyslog, JSON of its own parts',
      '{"message":" .Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","programname":"29","fromhost":"192.0.2.7","facility":"local7","priority":"notice"}',
    ],
    [
      'syslog-ng, JSON',
      '{"PROGRAM":"29","MESSAGE":".Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","HOST":"192.0.2.7","FACILITY":"local7","PRIORITY":"notice"}',
    ],
    [
      'Vector',
      '{"host":"192.0.2.7","message":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","source_type":"socket","timestamp":"2024-07-09T13:15:31Z"}',
    ],
    [
      'Fluent Bit',
      '{"@timestamp":1720530931.25,"log":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","source_host":"udp://192.0.2.7:514"}',
    ],
    [
      'Logstash, JSON',
      '{"@timestamp":"2024-07-09T13:15:31Z","event":{"original":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x"},"host":{"ip":"192.0.2.7"}}',
    ],
    ['Logstash, plain', '2024-07-09T13:15:31.123Z {ip=192.0.2.7} <189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    [
      'Filebeat',
      '{"@timestamp":"2024-07-09T13:15:31Z","message":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","log":{"source":{"address":"192.0.2.7:53211"}},"host":{"name":"beat"}}',
    ],
    [
      'Telegraf, JSON',
      '{"fields":{"message":"29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","facility_code":23,"severity_code":5},"tags":{"source":"192.0.2.7"},"timestamp":1720530931}',
    ],
    [
      'Telegraf, line protocol',
      'syslog,source=192.0.2.7 facility_code=23i,severity_code=5i,message="29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x" 1720530931000000000',
    ],
    [
      'OpenTelemetry, raw body',
      '{"body":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","attributes":{"net.peer.ip":"192.0.2.7"}}',
    ],
    [
      'OTLP, JSON',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"observedTimeUnixNano":"1720530931000000000","body":{"stringValue":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x"},"attributes":[{"key":"net.peer.ip","value":{"stringValue":"192.0.2.7"}}]}]}]}]}',
    ],
    [
      'Splunk HEC',
      '{"time":1720530931.25,"host":"192.0.2.7","event":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","sourcetype":"cisco:ios"}',
    ],
    [
      'Kafka Connect',
      '{"schema":null,"payload":{"message":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","hostname":"192.0.2.7"}}',
    ],
    [
      'GELF',
      '{"short_message":"x","full_message":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","gl2_remote_ip":"192.0.2.7"}',
    ],
    [
      'Cribl and Splunk',
      '{"_raw":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","_time":1720530931.25,"host":"192.0.2.7"}',
    ],
    [
      'fluentd, a list',
      '["cisco",1720530931,{"message":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","host":"192.0.2.7"}]',
    ],
    [
      'Azure',
      '{"records":[{"SyslogMessage":"29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x","HostIP":"192.0.2.7","Facility":"local7","SeverityLevel":"notice"}]}',
    ],
    [
      'Loki',
      '{"streams":[{"stream":{"host":"192.0.2.7"},"values":[["1720530931250000000","<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x"]]}]}',
    ],
    [
      'any JSON, at most four objects deep',
      '{"host":"192.0.2.7","a":{"b":{"strange":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x"}}}',
    ],
    [
      'rsyslog, JSON, zone as the program',
      '{"message":" %SYS-5-CONFIG_I: x","programname":"CEST","fromhost":"192.0.2.7","timereported":"2024-07-09T15:15:29+00:00","timegenerated":"2024-07-09T13:15:31+00:00"}',
    ],
    ['syslog-ng, JSON, code as the program', '{"PROGRAM":"%SYS-5-CONFIG_I","MESSAGE":"x","HOST":"192.0.2.7"}'],
    [
      'two messages in one text',
      '{"message":"<189>29: %SYS-5-CONFIG_I: x\\n<189>30: %SYS-5-CONFIG_I: y","host":"192.0.2.7"}',
    ],
    ['JSON that is cut behind the code', '{"message":"<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x'],
    ['JSON that is cut before it', '{"message":"<189>29: Jul  9 13:15:29.411: %SYS-5-CON'],
    [
      'two messages in a record',
      '<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x\n<189>30: Jul  9 13:15:29.500: %SYS-5-RESTART: System restarted --\nCisco IOS Software',
    ],
  ],
  repeats: [
    ['a relay', '<189>Jul  9 13:15:31 192.0.2.7 last message repeated 66 times'],
    ['NX-OS', '<189>: 2024 Jul  9 13:15:29 UTC: last message repeated 3 time'],
    [
      'rsyslog, around the message',
      '2024-07-09T13:15:31.044037+00:00 192.0.2.7 29: message repeated 3 times: [ Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x]',
    ],
    ['at the end of the message', '<189>29: Jul  9 13:15:29.411: %SYS-5-CONFIG_I: x (message repeated 7 times)'],
    [
      'AireOS, beside the message',
      '<131>wlc-1: *dtlArpTask: Jul  9 13:15:29.411: %ARP-3-DUPADDR: x [...It occurred 3 times.!]',
    ],
    [
      'AireOS, instead of it',
      '<131>wlc-1: *dtlArpTask: Jul  9 13:15:29.411: %ARP-3-DUPADDR: Previous message occurred 2 times.',
    ],
    [
      'IOS, its own limit',
      '<189>29: Jul  9 13:15:29.411: %ARP-4-SYSLOG_SL_MSG_WARNING: ARP-4-INVAL_IP: message repeated 1 times in last 19 sec',
    ],
  ],
}

/** The bytes of all cases. */
export function linesOfCases(): readonly Uint8Array[] {
  const encoder = new TextEncoder()
  return Object.values(PARSING_CASES).flatMap(cases => cases.map(([, line]) => encoder.encode(line)))
}
