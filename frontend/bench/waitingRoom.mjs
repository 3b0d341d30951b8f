// A made-up waiting room as the API would tell it, for measuring and looking: no database, no clock but the caller's.
const FIRST = ['Rosa', 'José', 'Ana', 'Luis', 'Carmen', 'Pedro', 'Juana', 'Rafael', 'Mercedes', 'Ramón']
const LAST = ['Núñez', 'Peña', 'Marte', 'Reyes', 'Díaz', 'Abreu', 'Santos', 'Rosario', 'Guzmán', 'Tejada']
const DOCTORS = [
  { id: 1, name: 'Dra. Carmen Pérez', colour: '#0f6b66' },
  { id: 2, name: 'Dr. Miguel Santos', colour: '#8a4b2a' },
  { id: 3, name: 'Dra. Altagracia Rodríguez', colour: '#4b4b9a' },
]
const MINUTE = 60_000
const OFFSET = 4 * 60 * MINUTE

export const iso = (moment) => `${new Date(moment - OFFSET).toISOString().slice(0, 19)}-04:00`

/** `patients` people with three doctors, at all stages; the first ones further than the last. */
export function waitingRoom(patients, now) {
  const lanes = DOCTORS.map((doctor, index) => {
    const mine = Array.from({ length: patients }, (_unused, n) => n).filter(
      (n) => n % DOCTORS.length === index,
    )
    return laneOf(doctor, mine, now)
  })
  const date = iso(now).slice(0, 10)
  return { now: iso(now), date, timezone: 'America/Santo_Domingo', walk_ins: true, practitioners: lanes }
}

function laneOf(doctor, people, now) {
  const entries = people.map((n, place) => entryOf(doctor, n, place, people.length, now))
  const waiting = entries.filter(({ stage }) => stage === 'waiting')
  waiting.forEach((entry, index) => {
    entry.position = index + 1
  })
  const inside = entries.find(({ stage }) => stage === 'in_consultation')
  return {
    ...doctor,
    late: doctor.id === 2 ? 30 : 0,
    pace: 18.5,
    serving: inside?.turn ?? null,
    serving_label: inside?.label ?? null,
    next: waiting[0]?.id ?? null,
    entries,
  }
}

function stageOf(place, total) {
  const share = place / total
  if (share < 0.2) return place === 1 ? 'no_show' : 'done'
  if (share < 0.25) return 'in_consultation'
  if (share < 0.3) return 'called'
  return share < 0.7 ? 'waiting' : 'expected'
}

const STATES = { expected: 'booked', waiting: 'arrived', called: 'arrived', in_consultation: 'in_progress' }
const CAN = {
  expected: ['arrive', 'no_show'],
  waiting: ['call', 'start', 'no_show'],
  called: ['call', 'start', 'no_show'],
  in_consultation: ['finish'],
}

function entryOf(doctor, n, place, total, now) {
  const stage = stageOf(place, total)
  const name = `${FIRST[n % 10]} ${LAST[(n * 7) % 10]} ${LAST[(n * 3 + 1) % 10]}`
  const walkIn = n % 7 === 3
  const start = now + (place - total * 0.5) * 15 * MINUTE
  const came = stage === 'expected' ? null : now - (6 + ((n * 13) % 57)) * MINUTE
  const since = (yes, minutes) => (yes ? iso(now - minutes * MINUTE) : null)
  return {
    id: 100 + n,
    number: `LV-${1000 + n}AB`,
    sequence: 1,
    state: STATES[stage] ?? (stage === 'done' ? 'fulfilled' : 'noshow'),
    stage,
    practitioner: doctor.id,
    patient: 500 + n,
    patient_name: name,
    label: `${place + 1} · ${name[0]}.`,
    service_name: 'Consulta general',
    room_name: `Consultorio ${doctor.id}`,
    start: iso(start),
    mode: 'arrival',
    turn: place + 1,
    origin: walkIn ? 'walk_in' : 'web',
    queue_only: walkIn,
    priority: n % 29 === 10 ? 'emergency' : 'routine',
    groups: n % 11 === 5 ? ['pregnant'] : [],
    to_verify: n % 13 === 4,
    checked_in_at: stage === 'expected' && n % 5 === 0 ? iso(now - 3 * MINUTE) : null,
    arrived_at: came === null ? null : iso(came),
    called_at: since(['called', 'in_consultation', 'done'].includes(stage), 4),
    started_at: since(['in_consultation', 'done'].includes(stage), 3),
    ended_at: since(stage === 'done', 2),
    waiting: came === null ? null : Math.round((now - came) / MINUTE),
    position: null,
    may_call: stage === 'waiting',
    reason: stage === 'waiting' ? reasonOf(n, walkIn) : null,
    estimate: stage === 'waiting' ? iso(now + place * 18 * MINUTE) : null,
    can: CAN[stage] ?? [],
    undo: stage === 'done' ? 'finish' : null,
  }
}

function reasonOf(n, walkIn) {
  if (n % 29 === 10) return { code: 'emergency', text: 'Emergencia', note: 'dolor de pecho' }
  if (walkIn) return { code: n % 11 === 5 ? 'priority_group' : 'walk_in', text: 'Sin cita', note: null }
  return { code: 'scheduled', text: 'Con cita', note: null }
}

/** What a television of the same room is told. */
export function televisionOf(room, called = []) {
  return {
    clinic: 'Centro Médico La Vega',
    location: 'Sede Centro',
    timezone: room.timezone,
    now: room.now,
    language: 'es',
    practitioners: room.practitioners.map(({ id, name, late, entries }) => ({
      id,
      name,
      title: name.split(' ')[0],
      room: `Consultorio ${id}`,
      late,
      called: called.filter(({ practitioner }) => practitioner === id),
      serving: entries.filter(({ stage }) => stage === 'in_consultation').map(({ label }) => label),
      waiting: entries.filter(({ stage }) => stage === 'waiting').map(({ label }) => label),
    })),
  }
}
