#!/usr/bin/env node
// The command line, with the cache of compiled code on before the first TypeScript is read: else Node loads its type
// stripper in every run. This file is JavaScript for that reason only.
import { enableCompileCache } from 'node:module'

enableCompileCache()
await import('./main.ts')
