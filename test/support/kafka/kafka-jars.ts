import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cacheFolder } from '../cache-folder.ts'

const POM = fileURLToPath(new URL('pom.xml', import.meta.url))

/** The program that a broker needs and that is not there, by its name; null if it can be started. */
export async function missingForKafka(): Promise<string | null> {
  if (!(await answers('java', '-version'))) return 'Java'
  if (!existsSync(jarFolder()) && !(await answers('mvn', '-version'))) return 'Maven'
  return null
}

/** The folder of the jars, fetched from Maven Central if this is the first time. */
export async function kafkaJars(): Promise<string> {
  const folder = jarFolder()
  if (existsSync(folder)) return folder
  await mkdir(dirname(folder), { recursive: true })
  // Whole or not at all: another run may be fetching them too, and this one may be interrupted.
  const fresh = mkdtempSync(`${folder}.`)
  const args = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${fresh}`]
  try {
    await promisify(execFile)('mvn', args)
    if (!existsSync(folder)) renameSync(fresh, folder)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return folder
}

/** That folder, if the jars were fetched before. */
export function kafkaJarsOrNull(): string | null {
  return existsSync(jarFolder()) ? jarFolder() : null
}

function jarFolder(): string {
  return cacheFolder('kafka-4.3.1')
}

async function answers(command: string, argument: string): Promise<boolean> {
  return promisify(execFile)(command, [argument]).then(
    () => true,
    () => false,
  )
}
