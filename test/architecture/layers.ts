/** What a layer of `src/` may import beside its own files, and which packages it may use. */
export interface Layer {
  readonly layers: readonly string[]
  /** `node` stands for the modules of Node: who may not import them does no I/O and knows no clock. */
  readonly packages: readonly string[]
}

/** The architecture. `main` is `src/main.ts` with its starters in JavaScript; every other layer is a folder of `src/`. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  main: { layers: ['cli'], packages: ['node'] },
  cli: { layers: ['adapters', 'app', 'deliver', 'rules', 'config', 'document', 'core'], packages: ['node', 'zod'] },
  adapters: { layers: ['app', 'deliver', 'core'], packages: ['node', 'kafkajs', 'ioredis', '@opentelemetry/api'] },
  app: { layers: ['deliver', 'core'], packages: [] },
  deliver: { layers: ['core'], packages: [] },
  rules: { layers: ['document', 'core'], packages: ['re2js', 'yaml', 'zod'] },
  config: { layers: ['document', 'core'], packages: ['luxon', 'zod'] },
  document: { layers: [], packages: ['yaml', 'zod'] },
  core: { layers: [], packages: ['re2js'] },
}
