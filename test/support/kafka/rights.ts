import kafkajs, { type AclEntry, type Admin } from 'kafkajs'
import { textOf } from '../repository.ts'

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs

/** For what a right is needed: the service, the making of its topics, or tickets. */
export const RIGHT_USES = ['run', 'topics create', 'deliver'] as const
export type RightUse = (typeof RIGHT_USES)[number]

/** A right as docs/operating.md lists it. */
export interface Right {
  readonly use: RightUse
  readonly resource: keyof typeof RESOURCES
  /** With `{ns}` and `{lines}` in it; prefixed if it ends with `*`. */
  readonly name: string
  readonly operation: keyof typeof OPERATIONS
}

const RESOURCES = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  'transactional-id': AclResourceTypes.TRANSACTIONAL_ID,
} as const

const OPERATIONS = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Create: AclOperationTypes.CREATE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
} as const

/** All rights that the page lists, one operation each. */
export function listedRights(): readonly Right[] {
  const [, table = ''] = /<!-- rights -->([\s\S]*?)<!-- end -->/.exec(textOf('docs/operating.md')) ?? []
  const rows = table.match(/^\|.*\|$/gm)?.slice(2) ?? []
  return rows.flatMap(row => {
    const [use, resource, name, operations] = row
      .slice(1, -1)
      .split('|')
      .map(cell => cell.trim())
    return operations!.split(', ').map(operation => ({
      use: RIGHT_USES.find(one => use!.startsWith(one))!,
      resource: resource as Right['resource'],
      name: name!.includes('lines.topics') ? '{lines}' : name!.replaceAll('`', ''),
      operation: operation as Right['operation'],
    }))
  })
}

export function rightText({ operation, resource, name }: Right): string {
  return `${operation} on ${resource} ${name}`
}

/** Where rights are granted. */
export interface RightsPlace {
  readonly namespace: string
  readonly lines: string
}

/** Grants rights to a user of a broker that has ACLs. */
export async function grant(admin: Admin, user: string, rights: readonly Right[], place: RightsPlace): Promise<void> {
  await admin.createAcls({ acl: rights.map(right => entryOf(right, user, place)) })
}

function entryOf({ resource, name, operation }: Right, user: string, { namespace, lines }: RightsPlace): AclEntry {
  const full = name.replace('{ns}', namespace).replace('{lines}', lines)
  const isPrefix = full.endsWith('*')
  return {
    principal: `User:${user}`,
    host: '*',
    resourceType: RESOURCES[resource],
    resourceName: isPrefix ? full.slice(0, -1) : full,
    resourcePatternType: isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    operation: OPERATIONS[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }
}
