import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

const START_LIMIT = 240_000
const STOP_LIMIT = 20_000

declare module 'vitest' {
  export interface ProvidedContext {
    baseUrls: string[]
  }
}

/**
 * Tests a running server when `BASE_URL` names one; otherwise starts demo clinics of its own, one for each process that
 * tells stories (`E2E_CLINICS`), and removes them.
 */
export default async function server(project: TestProject) {
  const running = process.env.BASE_URL
  // Vite sets BASE_URL to the site's path, "/": only a whole address names a server.
  if (running?.startsWith('http')) {
    project.provide('baseUrls', [running.replace(/\/$/, '')])
    return
  }
  const clinics: Clinic[] = []
  const end = async () => {
    await Promise.all(clinics.map((clinic) => clinic.end()))
  }
  try {
    const count = Number(process.env.E2E_CLINICS ?? 1)
    for (let number = 0; number < count; number++) clinics.push(await openClinic())
    await Promise.all(clinics.map((clinic) => clinic.ready))
  } catch (error) {
    await end()
    throw error
  }
  project.provide(
    'baseUrls',
    clinics.map((clinic) => clinic.url),
  )
  return end
}

interface Clinic {
  url: string
  ready: Promise<void>
  end: () => Promise<void>
}

async function openClinic(): Promise<Clinic> {
  const folder = await mkdtemp(join(tmpdir(), 'clinica-e2e-'))
  const port = await freePort()
  const demo = spawn('clinica', ['demo'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const started = ready(demo)
  started.catch(() => undefined) // awaited later, with the others
  return {
    url: `http://localhost:${port}`,
    ready: started,
    end: async () => {
      await stop(demo)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function ready(demo: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const fail = (why: string) => reject(new Error(`clinica demo ${why}:\n${said}`))
    const late = setTimeout(() => fail('did not become ready'), START_LIMIT)
    demo.stdout?.on('data', (text: Buffer) => {
      said += text.toString()
      if (!said.includes('Ready: ')) return
      clearTimeout(late)
      resolve()
    })
    demo.on('error', reject)
    demo.on('exit', (code) => {
      clearTimeout(late)
      fail(`ended with ${code}`)
    })
  })
}

async function stop(demo: ChildProcess): Promise<void> {
  if (demo.exitCode !== null) return
  const ended = once(demo, 'exit')
  demo.kill('SIGTERM')
  const late = setTimeout(() => demo.kill('SIGKILL'), STOP_LIMIT)
  await ended
  clearTimeout(late)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const address = probe.address()
  await new Promise((closed) => probe.close(closed))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
