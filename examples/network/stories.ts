import type { Story } from '../told.ts'

const ten = (day: string, host: string, text: (nth: number) => string): Story['tells'] =>
  Array.from({ length: 10 }, (_, nth) => [`${day}:${String(nth * 5).padStart(2, '0')}.000`, host, text(nth)] as const)

/** What happens in the week beside daily life, in the order of time. */
export const STORIES: readonly Story[] = [
  {
    // A fibre is cut: two links of one switch, one incident. The routers behind it lose each other.
    tells: [
      ['2026-03-02 10:00:00.000', 'sw1', '%LINK-3-UPDOWN: Interface TenGigabitEthernet1/1/1, changed state to down'],
      ['2026-03-02 10:00:00.100', 'sw1', '%LINK-3-UPDOWN: Interface Port-channel1, changed state to down'],
      [
        '2026-03-02 10:00:30.000',
        'r1',
        '%OSPF-5-ADJCHG: Process 1, Nbr 192.0.2.4 on GigabitEthernet0/0/1.45 from FULL to DOWN, Neighbor Down: Dead timer expired',
      ],
      [
        '2026-03-02 10:00:30.100',
        'r1',
        '%OSPFv3-5-ADJCHG: Process 1, IPv6, Nbr 192.0.2.5 on GigabitEthernet0/0/1.45 from FULL to DOWN, Neighbor Down: Dead timer expired',
      ],
      ['2026-03-02 11:30:00.000', 'sw1', '%LINK-3-UPDOWN: Interface Port-channel1, changed state to up'],
      ['2026-03-02 11:30:00.100', 'sw1', '%LINK-3-UPDOWN: Interface TenGigabitEthernet1/1/1, changed state to up'],
      [
        '2026-03-02 11:31:00.000',
        'r1',
        '%OSPF-5-ADJCHG: Process 1, Nbr 192.0.2.4 on GigabitEthernet0/0/1.45 from LOADING to FULL, Loading Done',
      ],
      [
        '2026-03-02 11:31:00.100',
        'r1',
        '%OSPFv3-5-ADJCHG: Process 1, IPv6, Nbr 192.0.2.5 on GigabitEthernet0/0/1.45 from LOADING to FULL, Loading Done',
      ],
    ],
    gives: [
      {
        rule: 'cisco-network-ospf-neighbor-lost',
        host: 'r1',
        opened: '2026-03-02 10:03',
        severity: 'error',
        resolution: 'recovered',
      },
      {
        rule: 'cisco-network-link-down',
        host: 'sw1',
        opened: '2026-03-02 10:05',
        severity: 'error',
        resolution: 'recovered',
      },
    ],
  },
  {
    // Somebody shuts an interface of the XR router: no link is missed, and its neighbour is one incident.
    tells: [
      [
        '2026-03-02 14:00:00.000',
        'xr1',
        'ifmgr[214]: %PKT_INFRA-LINK-5-CHANGED : Interface TenGigE0/0/0/7, changed state to Administratively Down',
      ],
      [
        '2026-03-02 14:00:00.010',
        'xr1',
        'ifmgr[214]: %PKT_INFRA-LINK-3-UPDOWN : Interface TenGigE0/0/0/7, changed state to Down',
      ],
      [
        '2026-03-02 14:00:00.020',
        'xr1',
        'isis[1006]: %ROUTING-ISIS-5-ADJCHANGE : Adjacency to xr9 (TenGigE0/0/0/7) (L2) Down, Interface state down',
      ],
      [
        '2026-03-02 14:30:00.000',
        'xr1',
        'ifmgr[214]: %PKT_INFRA-LINK-3-UPDOWN : Interface TenGigE0/0/0/7, changed state to Up',
      ],
      [
        '2026-03-02 14:30:05.000',
        'xr1',
        'isis[1006]: %ROUTING-ISIS-5-ADJCHANGE : Adjacency to xr9 (TenGigE0/0/0/7) (L2) Up, New adjacency',
      ],
    ],
    gives: [
      {
        rule: 'cisco-network-isis-neighbor-lost',
        host: 'xr1',
        opened: '2026-03-02 14:03',
        severity: 'error',
        resolution: 'recovered',
      },
    ],
  },
  {
    // A loop: the guard takes one of its ports, addresses move on the other one.
    tells: [
      [
        '2026-03-03 09:00:00.000',
        'sw2',
        '%PM-4-ERR_DISABLE: bpduguard error detected on Gi1/0/47, putting Gi1/0/47 in err-disable state',
      ],
      ...ten(
        '2026-03-03 09:01',
        'sw1',
        nth =>
          `%SW_MATM-4-MACFLAP_NOTIF: Host 0000.5e00.53a${nth} in vlan 20 is flapping between port Gi1/0/48 and port Po1`,
      ),
      [
        '2026-03-03 09:20:00.000',
        'sw2',
        '%LINK-5-CHANGED: Interface GigabitEthernet1/0/47, changed state to administratively down',
      ],
    ],
    gives: [
      {
        rule: 'cisco-network-err-disabled',
        host: 'sw2',
        opened: '2026-03-03 09:00',
        severity: 'error',
        resolution: 'recovered',
      },
      {
        rule: 'cisco-network-mac-flap',
        host: 'sw1',
        opened: '2026-03-03 09:01',
        severity: 'error',
        resolution: 'below_threshold',
      },
    ],
  },
  {
    // A bad transceiver of the Nexus.
    tells: ten('2026-03-03 16:00', 'nx1', nth =>
      nth % 2 === 0
        ? '%ETHPORT-5-IF_DOWN_LINK_FAILURE: Interface Ethernet1/33 is down (Link failure)'
        : '%ETHPORT-5-IF_UP: Interface Ethernet1/33 is up in mode trunk',
    ),
    gives: [
      {
        rule: 'cisco-network-link-flap',
        host: 'nx1',
        opened: '2026-03-03 16:00',
        severity: 'warning',
        resolution: 'below_threshold',
      },
    ],
  },
  {
    // A building without power for two hours: three access points, one incident; a supply that is dead, and the other unit of the firewall.
    tells: [
      ...['yard-1 Mac: 0000.5e00.5311', 'yard-2 Mac: 0000.5e00.5312', 'yard-3 Mac: 0000.5e00.5313'].flatMap(
        (name, nth) =>
          (
            [
              ['02:00', 'Disjoined Heart beat timer expiry'],
              ['04:05', 'Joined'],
            ] as const
          ).map(
            ([time, what]) =>
              [
                `2026-03-04 ${time}:0${nth}.000`,
                'wlc1',
                `%CAPWAPAC_SMGR_TRACE_MESSAGE-5-AP_JOIN_DISJOIN: Chassis 1 R0/0: wncd: AP Event: AP Name: ${name} Session-IP: 192.0.2.130[5264] 192.0.2.2[5246] ${what}`,
              ] as const,
          ),
      ),
      [
        '2026-03-04 02:00:00.000',
        'nx1',
        '%PLATFORM-2-PS_FAIL: Power supply 2 failed or shut down (Serial number ABC12345678)',
      ],
      [
        '2026-03-04 02:00:01.000',
        'asa1',
        '%ASA-1-103001: (Primary) No response from other firewall (reason code = 4).',
      ],
      ['2026-03-04 04:00:00.000', 'nx1', '%PLATFORM-2-PS_OK: Power supply 2 ok (Serial number ABC12345678)'],
      ['2026-03-04 04:10:00.000', 'asa1', '%ASA-1-709004: (Primary) End Configuration Replication (ACT)'],
    ],
    gives: [
      {
        rule: 'cisco-network-power-supply-failed',
        host: 'nx1',
        opened: '2026-03-04 02:00',
        severity: 'error',
        resolution: 'recovered',
      },
      {
        rule: 'cisco-network-firewall-failover',
        host: 'asa1',
        opened: '2026-03-04 02:00',
        severity: 'error',
        resolution: 'recovered',
      },
      {
        rule: 'cisco-network-ap-lost',
        host: 'wlc1',
        opened: '2026-03-04 02:10',
        severity: 'error',
        resolution: 'recovered',
      },
    ],
  },
  {
    // A stack member restarts within two minutes, as its cable was touched: nothing. A router crashes: it was not told to.
    tells: [
      ['2026-03-05 08:00:00.000', 'sw1', '%STACKMGR-4-SWITCH_REMOVED: Switch 2 has been REMOVED from the stack'],
      ['2026-03-05 08:01:59.000', 'sw1', '%STACKMGR-4-SWITCH_ADDED: Switch 2 has been ADDED to the stack'],
      ['2026-03-05 08:30:00.000', 'r2', '%SYS-5-RESTART: System restarted --'],
    ],
    gives: [
      {
        rule: 'cisco-network-unplanned-restart',
        host: 'r2',
        opened: '2026-03-05 08:30',
        severity: 'error',
        resolution: 'quiet',
      },
    ],
  },
  {
    // A password is guessed at night, and used.
    tells: [
      ...ten(
        '2026-03-06 23:40',
        'r1',
        () =>
          '%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: admin] [Source: 198.51.100.66] [localport: 22] [Reason: Login Authentication Failed]',
      ),
      [
        '2026-03-06 23:41:00.000',
        'r1',
        '%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: admin] [Source: 198.51.100.66] [localport: 22]',
      ],
      ['2026-03-06 23:45:00.000', 'r1', '%SYS-5-CONFIG_I: Configured from console by admin on vty0 (198.51.100.66)'],
    ],
    gives: [
      {
        rule: 'cisco-network-login-guessed',
        host: 'r1',
        opened: '2026-03-06 23:41',
        severity: 'critical',
        resolution: 'quiet',
      },
      {
        rule: 'cisco-network-configured-at-night',
        host: 'r1',
        opened: '2026-03-06 23:45',
        severity: 'info',
        resolution: 'quiet',
      },
    ],
  },
  {
    // A provider's session is lost at the weekend and stays so to the end of the log.
    tells: [
      ['2026-03-08 18:00:00.000', 'r1', '%BGP-5-ADJCHANGE: neighbor 2001:db8::4 Down BGP Notification sent'],
      ['2026-03-08 18:00:00.100', 'r2', '%BGP-5-ADJCHANGE: neighbor 203.0.113.9 Down Admin. shutdown'],
    ],
    gives: [
      {
        rule: 'cisco-network-bgp-neighbor-lost',
        host: 'r1',
        opened: '2026-03-08 18:05',
        severity: 'error',
        resolution: null,
      },
    ],
  },
]
