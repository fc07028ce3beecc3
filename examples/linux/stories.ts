import type { Story } from '../told.ts'

const memory =
  'total-vm:9123456kB, anon-rss:8123456kB, file-rss:0kB, shmem-rss:0kB, UID:110 pgtables:17000kB oom_score_adj:0'

/** What happens in the week beside daily life, in the order of time. */
export const STORIES: readonly Story[] = [
  {
    // A password is guessed, and used.
    tells: [
      ...[0, 1, 2, 3, 4, 5].map(
        nth =>
          [
            `2026-03-02 03:12:0${nth}.000`,
            'web1',
            `sshd[777]: Failed password for alice from 203.0.113.66 port 5123${nth} ssh2`,
          ] as const,
      ),
      ['2026-03-02 03:12:09.000', 'web1', 'sshd[778]: Accepted password for alice from 203.0.113.66 port 51240 ssh2'],
    ],
    gives: [
      {
        rule: 'linux-ssh-login-guessed',
        host: 'web1',
        opened: '2026-03-02 03:12',
        severity: 'critical',
        resolution: 'quiet',
      },
    ],
  },
  {
    // The database is killed and stays off, until somebody starts it.
    tells: [
      ['2026-03-03 08:00:00.000', 'db1', `kernel: Out of memory: Killed process 4242 (postgres) ${memory}`],
      [
        '2026-03-03 08:00:00.030',
        'db1',
        'systemd[1]: postgresql.service: A process of this unit has been killed by the OOM killer.',
      ],
      ['2026-03-03 08:00:00.900', 'db1', "systemd[1]: postgresql.service: Failed with result 'oom-kill'."],
      ['2026-03-03 08:40:00.000', 'db1', 'systemd[1]: Started postgresql.service - PostgreSQL RDBMS.'],
    ],
    gives: [
      {
        rule: 'linux-service-oom-killed',
        host: 'db1',
        opened: '2026-03-03 08:05',
        severity: 'error',
        resolution: 'recovered',
      },
    ],
  },
  {
    // A new configuration of the web server is wrong.
    tells: [1, 2, 3, 4, 5].flatMap(nth => [
      [
        `2026-03-04 10:00:0${nth}.000`,
        'web1',
        'systemd[1]: nginx.service: Main process exited, code=exited, status=1/FAILURE',
      ] as const,
      [
        `2026-03-04 10:00:0${nth}.200`,
        'web1',
        `systemd[1]: nginx.service: Scheduled restart job, restart counter is at ${nth}.`,
      ] as const,
    ]),
    gives: [
      {
        rule: 'linux-unit-restart-loop',
        host: 'web1',
        opened: '2026-03-04 10:00',
        severity: 'error',
        resolution: 'below_threshold',
      },
    ],
  },
  {
    // A disk dies; its file system becomes read-only with it.
    tells: [
      ['2026-03-05 21:00:00.000', 'db1', 'kernel: ata1.00: exception Emask 0x0 SAct 0x8 SErr 0x0 action 0x0'],
      ['2026-03-05 21:00:00.001', 'db1', 'kernel: ata1.00: failed command: WRITE FPDMA QUEUED'],
      [
        '2026-03-05 21:00:01.000',
        'db1',
        'kernel: I/O error, dev sda, sector 1234 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 2',
      ],
      [
        '2026-03-05 21:00:01.100',
        'db1',
        'kernel: EXT4-fs error (device sda1): ext4_journal_check_start:83: comm postgres: Detected aborted journal',
      ],
      ['2026-03-05 21:00:01.200', 'db1', 'kernel: EXT4-fs (sda1): Remounting filesystem read-only'],
    ],
    gives: [
      {
        rule: 'linux-disk-errors',
        host: 'db1',
        opened: '2026-03-05 21:00',
        severity: 'error',
        resolution: 'below_threshold',
      },
      {
        rule: 'linux-filesystem-read-only',
        host: 'db1',
        opened: '2026-03-05 21:00',
        severity: 'critical',
        resolution: null,
      },
    ],
  },
  {
    // A file system that is damaged and goes on, and a host that is too small.
    tells: [
      [
        '2026-03-07 12:00:00.000',
        'app1',
        'kernel: XFS (dm-0): Metadata corruption detected at xfs_agf_read_verify+0x70/0x120, xfs_agf block 0x1',
      ],
      ...[10, 20, 30].map(
        minute =>
          [
            `2026-03-07 15:${minute}:00.000`,
            'app1',
            `kernel: Memory cgroup out of memory: Killed process 99${minute} (java) ${memory}`,
          ] as const,
      ),
    ],
    gives: [
      {
        rule: 'linux-filesystem-errors',
        host: 'app1',
        opened: '2026-03-07 12:01',
        severity: 'error',
        resolution: 'quiet',
      },
      {
        rule: 'linux-memory-exhausted',
        host: 'app1',
        opened: '2026-03-07 15:30',
        severity: 'error',
        resolution: 'below_threshold',
      },
    ],
  },
]
