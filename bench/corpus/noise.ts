import { oneOf, type Random, whole } from './random.ts'

/**
 * What healthy and less healthy devices say all day and no shipped rule is about.
 * None may hold one of the literals of `RELEVANT_LITERALS`: the truth of the corpus counts on it.
 */
export function noiseText(random: Random): string {
  return oneOf(random, TEXTS)(random)
}

type Text = (random: Random) => string

const port = (r: Random) =>
  `${oneOf(r, ['GigabitEthernet', 'TenGigabitEthernet', 'TwoGigabitEthernet'])}${whole(r, 1, 8)}/0/${whole(r, 1, 48)}`
const address = (r: Random) => `${oneOf(r, ['192.0.2', '198.51.100', '203.0.113'])}.${whole(r, 1, 254)}`
const hex4 = (r: Random) => whole(r, 0, 0xffff).toString(16).padStart(4, '0')
const mac = (r: Random) => `0000.5e00.53${whole(r, 0, 255).toString(16).padStart(2, '0')}`
const ap = (r: Random) => `AP-${oneOf(r, ['hall', 'yard', 'dock', 'floor'])}-${whole(r, 1, 240)}`
const user = (r: Random) => oneOf(r, ['netops', 'backup', 'monitor', 'admin'])
const vlan = (r: Random) => whole(r, 2, 3999)
const chassis = (r: Random) => `Chassis ${whole(r, 1, 2)} R0/0: wncd:`
const up = (r: Random) => oneOf(r, ['up', 'down'])

const INTERFACES: readonly Text[] = [
  r => `%LINEPROTO-5-UPDOWN: Line protocol on Interface ${port(r)}, changed state to ${up(r)}`,
  r => `%LINK-3-UPDOWN: Interface ${port(r)}, changed state to ${up(r)}`,
  r => `%LINK-5-CHANGED: Interface ${port(r)}, changed state to administratively down (Switch-${whole(r, 1, 8)})`,
  r =>
    `%ETHCNTR-3-LOOP_BACK_DETECTED: Loop-back detected on ${port(r)}. The port is forced to link down: check the cabling`,
  r => `%PM-4-ERR_DISABLE: bpduguard error detected on ${port(r)}, putting ${port(r)} in err-disable state`,
  r => `%PM-4-ERR_RECOVER: Attempting to recover from bpduguard err-disable state on ${port(r)} after 300 seconds`,
  r =>
    `%ILPOWER-5-POWER_GRANTED: Interface ${port(r)}: Power granted, 30.0 W of 740.0 W (${whole(r, 10, 95)}%) now in use`,
  r =>
    `%ILPOWER-5-IEEE_DISCONNECT: Interface ${port(r)}: PD removed, controller error (Power-good: 0, tstart: ${whole(r, 1, 9)})`,
  r =>
    `%SFF8472-3-THRESHOLD_VIOLATION: ${port(r)}: Rx power low alarm; Operating value: -${whole(r, 18, 40)}.${whole(r, 0, 9)} dBm, Threshold value: -18.4 dBm`,
  r =>
    `%STORM_CONTROL-3-FILTERED: A Broadcast storm detected on ${port(r)}. A packet filter action has been applied: ${whole(r, 5, 60)}.00% of the bandwidth`,
]

const NEIGHBOURS: readonly Text[] = [
  r =>
    `%CDP-4-NATIVE_VLAN_MISMATCH: Native VLAN mismatch discovered on ${port(r)} (${vlan(r)}), with sw-edge.example.net ${port(r)} (${vlan(r)}).`,
  r =>
    `%CDP-4-DUPLEX_MISMATCH: duplex mismatch discovered on ${port(r)} (not half duplex), with phone-${hex4(r)}.example.net Port 1 (half duplex).`,
  r =>
    `%SPANTREE-5-TOPOTRAP: Topology Change Trap for vlan ${vlan(r)}: root port is ${port(r)}, cost ${whole(r, 2, 20_000)}`,
  r => `%SPANTREE-2-ROOTGUARD_BLOCK: Root guard blocking port ${port(r)} on VLAN${String(vlan(r)).padStart(4, '0')}.`,
  r => `%OSPF-5-ADJCHG: Process ${whole(r, 1, 64)}, Nbr ${address(r)} on ${port(r)} from LOADING to FULL, Loading Done`,
  r =>
    `%OSPF-5-ADJCHG: Process ${whole(r, 1, 64)}, Nbr ${address(r)} on ${port(r)} from FULL to DOWN, Neighbor Down: Dead timer expired`,
  r => `%BGP-5-ADJCHANGE: neighbor ${address(r)} vpn vrf office ${up(r)} BGP Notification sent: hold time expired`,
  r =>
    `%HSRP-5-STATECHANGE: Vlan${vlan(r)} Grp ${whole(r, 0, 255)} state Standby -> Active; priority ${whole(r, 90, 120)}, tracked objects: 2`,
  r =>
    `%SW_MATM-4-MACFLAP_NOTIF: Host ${mac(r)} in vlan ${vlan(r)} is flapping between port ${port(r)} and port ${port(r)}`,
  r => `%LLDP-3-DETECT_MULTIPLE_PEERS: Multiple peers detected on ${port(r)}: chassis ids ${mac(r)} and ${mac(r)}`,
  r =>
    `%ETHPORT-5-SPEED: Interface port-channel${whole(r, 1, 64)}, operational speed changed to ${oneOf(r, ['10', '20', '40'])} Gbps`,
]

const WIRELESS: readonly Text[] = [
  r =>
    `%CAPWAPAC_SMGR_TRACE_MESSAGE-5-AP_JOIN_DISJOIN: ${chassis(r)} AP Event: AP Name: ${ap(r)} Mac: ${mac(r)} Session-IP: ${address(r)}[${whole(r, 5240, 5999)}] ${address(r)}[5246] Ethernet MAC: ${mac(r)} Joined`,
  r =>
    `%CAPWAPAC_SMGR_TRACE_MESSAGE-5-AP_JOIN_DISJOIN: ${chassis(r)} AP Event: AP Name: ${ap(r)} Mac: ${mac(r)} Session-IP: ${address(r)}[${whole(r, 5240, 5999)}] ${address(r)}[5246] Disjoined Heart beat timer expiry`,
  r =>
    `%CLIENT_ORCH_LOG-6-CLIENT_ADDED_TO_RUN_STATE: ${chassis(r)} Username entry (${user(r)}@example.org) joined with ssid (office) for device with MAC: ${mac(r)} on channel (${whole(r, 1, 165)})`,
  r =>
    `%CLIENT_ORCH_LOG-7-CLIENT_MOVED_TO_RUN_STATE: ${chassis(r)} Username entry (anonymous) moved to run state with ssid (guest) for device with MAC: ${mac(r)}`,
  r =>
    `%APMGR_TRACE_MESSAGE-6-AP_EVENT: ${chassis(r)} ${ap(r)} radio slot ${whole(r, 0, 2)}: channel ${whole(r, 36, 161)} changed, reason: interference ${whole(r, 20, 99)}%`,
  r =>
    `%APMGR_AWIPS_SYSLOG-6-APMGR_AWIPS_MESSAGE: ${chassis(r)} AWIPS alarm:(AP MAC ${mac(r)}, AP name ${ap(r)}) deauthentication flood by ${mac(r)}, signature ${whole(r, 10_000, 10_200)}`,
  r =>
    `%RRM-6-RRM_LOG: ${chassis(r)} RRM LOG: Airewave Director: Chosen channel ${whole(r, 36, 161)} on AP ${ap(r)}, old value: ${whole(r, -95, -60)} dBm`,
  r =>
    `%DOT1X-5-FAIL: Authentication failed for client (${mac(r)}) with reason (Cred Fail) on Interface capwap_90${hex4(r)} AuditSessionID ${hex4(r)}${hex4(r)}0000${hex4(r)} Username: ${user(r)}`,
  r =>
    `%SESSION_MGR-5-START: ${chassis(r)} Starting 'dot1x' for client (${mac(r)}) on Interface capwap_90${hex4(r)} AuditSessionID ${hex4(r)}${hex4(r)}0000${hex4(r)}`,
  r =>
    `%MM_LOG-4-KEEPALIVE_LOST: ${chassis(r)} mobilityd: Mobility peer ${address(r)}: data path down, missed ${whole(r, 3, 9)} of 9 keepalives`,
]

const SECURITY: readonly Text[] = [
  r =>
    `%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: ${user(r)}] [Source: ${address(r)}] [localport: 22] at 13:${whole(r, 10, 59)}:${whole(r, 10, 59)} UTC Thu Jul 9 2026`,
  r =>
    `%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: ${user(r)}] [Source: ${address(r)}] [localport: 22] [Reason: Login Authentication Failed] at 13:${whole(r, 10, 59)}:00 UTC Thu Jul 9 2026`,
  r =>
    `%SSH-5-SSH2_SESSION: SSH2 Session request from ${address(r)} (tty = ${whole(r, 0, 15)}) using crypto cipher 'aes256-gcm', hmac 'hmac-sha2-256' Succeeded`,
  r =>
    `%SSH-5-SSH2_CLOSE: SSH2 Session from ${address(r)} (tty = ${whole(r, 0, 15)}) for user '${user(r)}' using crypto cipher 'aes256-gcm' closed`,
  r => `%SYS-6-LOGOUT: User ${user(r)} has exited tty session ${whole(r, 1, 15)}(${address(r)})`,
  r =>
    `%SEC-6-IPACCESSLOGP: list ACL-IN-${whole(r, 100, 199)} denied tcp ${address(r)}(${whole(r, 1024, 65_535)}) -> ${address(r)}(443), ${whole(r, 1, 900)} packets`,
  r =>
    `%SEC-6-IPACCESSLOGRP: list ${whole(r, 100, 199)} denied igmp ${address(r)} -> 233.252.0.${whole(r, 1, 254)}, 1 packet`,
  r =>
    `%FMANFP-6-IPV6ACCESSLOGP: R0/0: fman_fp_image: list V6-IN denied udp 2001:db8::${hex4(r)}(${whole(r, 1024, 65_535)}) -> 2001:db8:1::${hex4(r)}(53), 1 packet`,
  r => `%RADIUS-4-RADIUS_DEAD: RADIUS server ${address(r)}:1812,1813 is not responding.`,
  r => `%RADIUS-4-RADIUS_ALIVE: RADIUS server ${address(r)}:1812,1813 is being marked alive.`,
  r =>
    `%DHCP_SNOOPING-5-DHCP_SNOOPING_NONZERO_GIADDR: drop message with non-zero giaddr, message type: DHCPDISCOVER, MAC sa: ${mac(r)}`,
  r =>
    `%PKI-6-TRUSTPOOL_DOWNLOAD_SUCCESS: Trustpool Download is successful: ${whole(r, 100, 160)} certificates from http://pki.example.com/ios.p7b`,
]

const SYSTEM: readonly Text[] = [
  r => `%SYS-5-CONFIG_I: Configured from console by ${user(r)} on vty${whole(r, 0, 15)} (${address(r)})`,
  r => `%PARSER-5-CFGLOG_LOGGEDCMD: User:${user(r)}  logged command:banner motd ^C 100% monitored: call +1 555 0100 ^C`,
  r => `%SYS-6-LOGGINGHOST_STARTSTOP: Logging to host ${address(r)} port 514 started - CLI initiated`,
  r =>
    `%SYS-3-CPUHOG: Task is running for (${whole(r, 2000, 9000)})msecs, more than (2000)msecs (${whole(r, 1, 90)}/${whole(r, 1, 9)}),process = SNMP ENGINE.`,
  r =>
    `%PLATFORM-4-ELEMENT_WARNING: Switch ${whole(r, 1, 8)} R0/0: smand: ${whole(r, 1, 8)}/RP/0: Used Memory value ${whole(r, 88, 93)}% exceeds warning level 88%. Top memory allocators are: Process: sessmgrd_rp_0.`,
  r => `%SNMP-3-AUTHFAIL: Authentication failure for SNMP req from host ${address(r)}`,
  r =>
    `%NTP-5-PEERSYNC: NTP synced to peer ${address(r)}: stratum ${whole(r, 1, 4)}, offset 0.${whole(r, 100, 999)} msec`,
  r =>
    `%FAN-3-FAN_FAILED: Fan ${whole(r, 1, 3)} in switch ${whole(r, 1, 8)} is running at ${whole(r, 4, 19)}% of its speed: replace it`,
  r =>
    `%TRACK-6-STATE: ${whole(r, 1, 99)} ip sla ${whole(r, 1, 99)} reachability ${oneOf(r, ['Up -> Down', 'Down -> Up'])}`,
  r =>
    `%IOSXE-6-PLATFORM: R0/0: cpp_cp: QFP:0.0 Thread:00${whole(r, 1, 9)} TS:000138078${whole(r, 10_000_000, 99_999_999)} %FW-6-SESS_AUDIT_TRAIL: (target:class)-(inside:web) Stop tcp session: initiator (${address(r)}:${whole(r, 1024, 65_535)}) sent ${whole(r, 100, 99_999)} bytes`,
  r => `%SMART_LIC-6-REPORTING_REQUIRED: A Usage report acknowledgement will be required in ${whole(r, 40, 364)} days.`,
  () => `%CALL_HOME-6-CALL_HOME_ENABLED: Call-home is enabled by Smart Agent for Licensing.`,
]

/** Lines without a code, as debugging and continuations leave them. */
const UNCODED: readonly Text[] = [
  r => `NTP Core (NOTICE): Clock synchronization lost, last peer ${address(r)}, reach ${whole(r, 0, 377)}.`,
  r => `SSH2 ${whole(r, 0, 15)}: Unexpected message received: type ${whole(r, 1, 99)}, expected 20`,
  r =>
    `-Traceback= 1#${hex4(r)}${hex4(r)}${hex4(r)} :55D0${hex4(r)}000+B${hex4(r)} :55D0${hex4(r)}000+A${hex4(r)} :55D0${hex4(r)}000+9${hex4(r)}`,
]

const TEXTS: readonly Text[] = [
  ...INTERFACES,
  ...NEIGHBOURS,
  ...WIRELESS,
  ...WIRELESS,
  ...WIRELESS,
  ...SECURITY,
  ...SYSTEM,
  ...UNCODED,
]
