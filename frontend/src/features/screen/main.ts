import { stayAwake } from './awake'
import { type ClinicClock, clinicClock } from './clock'
import { keepPage, stayFresh } from './freshness'
import { openLine } from './line'
import { forget, type Remembered, remember, remembered } from './memory'
import type { Screen } from './model'
import { makePage, paintHead, paintMessage, paintNote, paintSound, paintView, sayCalls } from './paint'
import { makeSound } from './sound'
import { callsOf, newCalls, viewOf } from './view'
import { chooseLanguage, i18n, timeText } from './words'

/** A waiting room's television: `/pantalla/{token}`. */
const SECOND = 1000

function start(root: HTMLElement, token: string, language: string): void {
  const page = makePage(root)
  const heard: { [key: string]: boolean } = {}
  const sound = makeSound(() => paintSound(page, sound.ready()))
  let last: Remembered | null = remembered(token)
  let clock: ClinicClock | null = null
  let gone = false
  let down = false

  const line = openLine(token, language, {
    onScreen: (screen) => {
      clock = clinicClock(screen.now)
      last = { screen, at: clock.now() }
      gone = false
      down = false
      remember(token, last)
      ring(screen, clock.now())
      paint()
    },
    onGone: () => {
      gone = true
      last = null
      forget(token)
      paint()
    },
    onDown: () => {
      down = true
      paint()
    },
  })

  function ring(screen: Screen, now: number) {
    const calls = newCalls(screen, heard, now)
    for (const { key } of callsOf(screen)) heard[key] = true
    if (calls.length === 0) return
    sound.chime(calls.length)
    sayCalls(page, calls)
  }

  function paint() {
    paintSound(page, sound.ready())
    if (last) paintScreen(last)
    else paintEmpty()
  }

  function paintScreen({ screen, at }: Remembered) {
    const time = clock || clinicClock(screen.now, () => at)
    const now = clock ? clock.now() : Date.now()
    paintHead(page, screen.clinic, screen.location, time.wall(now))
    paintView(page, viewOf(screen, now))
    paintNote(page, down ? i18n._('screen.down', { time: timeText(time.wall(at)) }) : '')
  }

  function paintEmpty() {
    paintHead(page, i18n._('screen.title'), '', null)
    paintNote(page, '')
    if (gone) paintMessage(page, i18n._('screen.gone'), i18n._('screen.gone.text'))
    else if (down) paintMessage(page, i18n._('screen.down.empty'), i18n._('screen.down.text'))
    else paintMessage(page, i18n._('screen.starting'), null)
  }

  page.sound.addEventListener('click', () => {
    if (sound.ready()) sound.turnOff()
    else sound.turnOn()
  })
  // A remote control's OK presses what has the focus.
  page.sound.focus()
  speak(language)
  paint()
  setInterval(paint, SECOND)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') line.look()
  })
  stayFresh({
    quiet: () => !down && !gone && last !== null && viewOf(last.screen, last.at).calls.length === 0,
  })
}

function speak(language: string): void {
  chooseLanguage(language)
  document.documentElement.lang = language === 'en' ? 'en' : 'es'
  document.title = i18n._('screen.title')
}

/** The clinic's choice, in the address; never the set's own: nobody sets up a television's browser. */
function askedLanguage(): string {
  return /[?&]lang=en(&|$)/.test(location.search) ? 'en' : 'es'
}

const root = document.getElementById('screen')
const token = /^\/pantalla\/([^/]+)/.exec(location.pathname)
if (root) {
  stayAwake()
  keepPage()
  start(root, token ? decodeURIComponent(token[1] || '') : '', askedLanguage())
}
