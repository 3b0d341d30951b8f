// A clinic to measure: the one at BASE_URL, or a demo of its own that is removed afterwards.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const START_LIMIT = 300_000

export async function withClinic(work) {
  if (process.env.BASE_URL?.startsWith('http')) return work(process.env.BASE_URL.replace(/\/$/, ''))
  const folder = await mkdtemp(join(tmpdir(), 'clinica-bench-'))
  const port = await freePort()
  const demo = spawn('clinica', ['demo'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await ready(demo)
    return await work(`http://localhost:${port}`)
  } finally {
    if (demo.exitCode === null) {
      demo.kill('SIGTERM')
      await once(demo, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
}

function ready(demo) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('clinica demo did not become ready')), START_LIMIT)
    demo.stdout.on('data', (text) => {
      if (!text.toString().includes('Ready: ')) return
      clearTimeout(late)
      resolve()
    })
    demo.on('error', reject)
    demo.on('exit', (code) => reject(new Error(`clinica demo ended with ${code}`)))
  })
}

async function freePort() {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  return port
}
