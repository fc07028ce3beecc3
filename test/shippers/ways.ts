import { fileURLToPath } from 'node:url'
import type { ShipperName } from './start-shipper.ts'

/** A shipper with a configuration. */
export interface Setting {
  readonly name: string
  readonly shipper: ShipperName
  /** Path of the very file; its ports, addresses and topic come by the environment. */
  readonly configuration: string
  /** Whether it writes a file too. */
  readonly writesFile: boolean
}

function ours(shipper: ShipperName): Setting {
  return {
    name: `${shipper}, our configuration`,
    shipper,
    configuration: fileURLToPath(new URL(`../../deploy/shippers/${shipper}.conf`, import.meta.url)),
    writesFile: false,
  }
}

function defaults(shipper: ShipperName): Setting {
  return {
    name: `${shipper}, defaults`,
    shipper,
    configuration: fileURLToPath(new URL(`${shipper}-defaults.conf`, import.meta.url)),
    writesFile: true,
  }
}

export const SETTINGS: readonly Setting[] = [
  ours('rsyslog'),
  ours('syslog-ng'),
  defaults('rsyslog'),
  defaults('syslog-ng'),
]
