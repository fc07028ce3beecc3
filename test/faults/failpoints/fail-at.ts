import { registerHooks } from 'node:module'

/**
 * For `node --import`: a service that kills itself at the point that `SEQUOR_TEST_FAIL_AT` names, when it comes there for the
 * `SEQUOR_TEST_FAIL_AFTER`th time. The program is loaded as it is; what it joins its ports with is replaced by what stands here.
 */
const REPLACED: Readonly<Record<string, string>> = {
  '../app/watched-ports.ts': './failing-ports.ts',
  '../adapters/kafka/client.ts': './failing-client.ts',
  '../adapters/redis/shard-store.ts': './failing-store.ts',
}

registerHooks({
  resolve: (specifier, context, next) => {
    const replacement = context.parentURL?.includes('/src/cli/') ? REPLACED[specifier] : undefined
    return replacement === undefined
      ? next(specifier, context)
      : { url: new URL(replacement, import.meta.url).href, format: 'module-typescript', shortCircuit: true }
  },
})
