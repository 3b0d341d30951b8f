import '../../src/staff/mantine'
import '../../src/staff/staff.css'
import '../../src/features/agenda/agenda.css'
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { MantineProvider } from '@mantine/core'
import { flushSync } from 'react-dom'
import { createRoot, type Root } from 'react-dom/client'
import { AgendaGrid } from '../../src/features/agenda/AgendaGrid'
import { visit } from '../../src/features/agenda/builders'
import type { GridColumn } from '../../src/features/agenda/ColumnHeader'
import { columnOf } from '../../src/features/agenda/calendarEvents'
import { addDays } from '../../src/features/agenda/clinicDates'
import type { Agenda } from '../../src/features/agenda/model'
import { messages } from '../../src/i18n/staff/es'
import { theme } from '../../src/staff/theme'

/** The calendar of the app with made-up visits, for `bench/staff.mjs`. */
interface Case {
  events: number
  view: 'day' | 'week'
  /** Over how many days the visits are spread. */
  days: number
  /** Practitioners side by side, on a single day. */
  columns: number
}

interface Times {
  mount: number
  again: number
  /** One visit confirmed, as a live event brings it. */
  changed: number
}

const MONDAY = '2026-11-23'
const STEPS = 40
const FIRST_MINUTE = 8 * 60
const STEP = 15

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

function agendaOf({ events, days, columns }: Case): Agenda {
  const appointments = Array.from({ length: events }, (_unused, n) => {
    const day = addDays(MONDAY, (n % days) + (days > 7 ? Math.floor((n % days) / 5) * 2 - 126 : 0))
    const minute = FIRST_MINUTE + STEP * (Math.floor(n / days / columns) % STEPS)
    const practitioner = 1 + (Math.floor(n / days) % columns)
    const plain = visit(clock(minute), clock(minute + STEP), { id: n + 1, practitioner })
    const on = (moment: string) => `${day}${moment.slice(10)}`
    return { ...plain, start: on(plain.start), end: on(plain.end), patient_name: `Paciente ${n + 1}` }
  })
  return { timezone: 'America/Santo_Domingo', appointments, open: [], exceptions: [], holidays: [] }
}

const nothing = () => {}
let root: Root | undefined

const columnsOf = (count: number): readonly GridColumn[] =>
  Array.from({ length: count }, (_unused, n) => ({
    id: columnOf(n + 1),
    title: `Dra. ${n + 1}`,
    colour: null,
  }))

function draw(agenda: Agenda, { view }: Case, side: readonly GridColumn[] | undefined) {
  root?.render(
    <I18nProvider i18n={i18n}>
      <MantineProvider theme={theme} withCssVariables={false} withGlobalClasses={false}>
        <AgendaGrid
          view={view}
          day={MONDAY}
          agenda={agenda}
          label="bench"
          {...(side && { columns: side })}
          onOpen={nothing}
          onDay={nothing}
        />
      </MantineProvider>
    </I18nProvider>,
  )
}

function timed(run: () => void): number {
  const start = performance.now()
  flushSync(run)
  // Layout belongs to it.
  document.body.getBoundingClientRect()
  return performance.now() - start
}

/** Milliseconds to draw a calendar, to draw it again with its parent, and with one visit changed. */
function measure(what: Case): Times {
  const agenda = agendaOf(what)
  // The app keeps its columns from one drawing to the next.
  const side = what.columns > 1 ? columnsOf(what.columns) : undefined
  root = createRoot(document.getElementById('root') as HTMLElement)
  const mount = timed(() => draw(agenda, what, side))
  const again = timed(() => draw(agenda, what, side))
  const [first, ...others] = agenda.appointments
  const confirmed = first ? [{ ...first, confirmed: true }, ...others] : others
  const changed = timed(() => draw({ ...agenda, appointments: confirmed }, what, side))
  root.unmount()
  return { mount, again, changed }
}

// In the app, boxes out of sight are laid out when they are scrolled to; here all of them count.
const everything = document.createElement('style')
everything.textContent = '.grid .rbc-event.visit-box { content-visibility: visible }'
document.head.append(everything)
i18n.loadAndActivate({ locale: 'es', messages })
Object.assign(window, { measure })
