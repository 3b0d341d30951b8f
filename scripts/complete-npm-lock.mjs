// SPDX-License-Identifier: GPL-3.0-or-later
// After `npm install` behind a registry that lacks the builds for other systems: npm leaves them
// out of the lock and then refuses it. Names them, with the version that their package asks for.
import { readFileSync, writeFileSync } from 'node:fs'

const [, , file = 'package-lock.json'] = process.argv
const lock = JSON.parse(readFileSync(file, 'utf8'))
const systems = /-(android|darwin|freebsd|linux|openbsd|win32)-(arm64|x64|arm|ia32|ppc64|s390x)(?:-(musl))?/

for (const { dev, optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const [, os, cpu, musl] = systems.exec(name) ?? []
    const path = `node_modules/${name}`
    if (!os || lock.packages[path]) continue
    const libc = os === 'linux' ? { libc: [musl ?? 'glibc'] } : {}
    lock.packages[path] = { version, cpu: [cpu], ...(dev && { dev }), ...libc, optional: true, os: [os] }
    console.log(`added ${name}@${version}`)
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))
lock.packages = Object.fromEntries(sorted)
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
