import type { Call, Card, View } from './view'
import { dayText, i18n, timeText } from './words'

/** Writes a view into the page. A part whose words stay the same is left alone. */
export interface Page {
  head: HTMLElement
  body: HTMLElement
  note: HTMLElement
  said: HTMLElement
  sound: HTMLButtonElement
}

type Child = Node | string | null

export function element(tag: string, name: string, children: Child[] = []): HTMLElement {
  const made = document.createElement(tag)
  if (name) made.className = name
  for (const child of children) {
    if (child !== null) made.appendChild(typeof child === 'string' ? document.createTextNode(child) : child)
  }
  return made
}

export function makePage(root: HTMLElement): Page {
  const page: Page = {
    head: element('header', 'head'),
    body: element('main', 'body'),
    note: element('p', 'note'),
    said: element('p', 'hidden'),
    sound: element('button', 'sound') as HTMLButtonElement,
  }
  page.note.setAttribute('role', 'status')
  page.said.setAttribute('role', 'status')
  page.sound.type = 'button'
  root.textContent = ''
  for (const part of [page.head, page.body, element('footer', 'foot', [page.note, page.sound]), page.said]) {
    root.appendChild(part)
  }
  return page
}

/** Replaces what stands in a part, if it says something else now. */
function put(part: HTMLElement, children: Child[]): void {
  const fresh = element('div', '', children)
  if (part.innerHTML === fresh.innerHTML) return
  part.textContent = ''
  while (fresh.firstChild) part.appendChild(fresh.firstChild)
}

export function paintHead(page: Page, clinic: string, location: string, wall: number | null): void {
  const clock = wall === null ? null : element('p', 'clock', clockParts(wall))
  const place = location && location !== clinic ? element('span', 'place', [location]) : null
  put(page.head, [element('p', 'clinic', [element('strong', '', [clinic]), place]), clock])
}

function clockParts(wall: number): Child[] {
  return [element('span', 'day', [dayText(wall)]), element('time', 'time', [timeText(wall)])]
}

export function paintView(page: Page, { calls, rows }: View): void {
  const busy = calls.length > 0 ? 'is-calling' : 'is-calm'
  page.body.className = `body ${busy} rows-${rows.length}`
  put(page.body, [
    element('h1', 'hidden', [i18n._('screen.title')]),
    calls.length > 0 ? callsPart(calls) : null,
    ...rows.map((cards) => element('div', 'cards', cards.map(cardPart))),
    rows.length === 0 ? message('h2', i18n._('screen.nobody'), null) : null,
  ])
}

/** "14:20 · W.", the hour of who has no turn, is wider than "7 · M.". */
const LONG_LABEL = 7

function callsPart(calls: Call[]): HTMLElement {
  return element('section', `calls calls-${calls.length}`, [
    element('h2', 'calls-title', [i18n._('screen.calling')]),
    ...calls.map(({ label, room, who }) =>
      element('p', 'call', [
        element('strong', label.length > LONG_LABEL ? 'call-turn is-long' : 'call-turn', [label]),
        element('span', 'call-where', [
          room ? element('span', 'call-room', [room]) : null,
          element('span', 'call-who', [who]),
        ]),
      ]),
    ),
  ])
}

function cardPart(card: Card): HTMLElement {
  const { who, room, late, next, more } = card
  return element('section', card.called.length > 0 ? 'card is-called' : 'card', [
    element('h2', 'card-who', [who]),
    room ? element('p', 'card-room', [room]) : null,
    late > 0 ? element('p', 'card-late', [i18n._('screen.late', { minutes: late })]) : null,
    ...nowParts(card),
    next.length > 0 ? nextPart(next, more) : null,
  ])
}

/** Who should go in now; else who is inside; else nobody. */
function nowParts({ called, serving }: Card): Child[] {
  const inside = serving.join(', ')
  if (called.length > 0) {
    return [
      turnPart(i18n._('screen.go_in'), called),
      inside ? element('p', 'card-inside', [`${i18n._('screen.inside')} `, inside]) : null,
    ]
  }
  if (inside) return [turnPart(i18n._('screen.inside'), serving)]
  return [element('p', 'card-turn is-empty', [i18n._('screen.idle')])]
}

function turnPart(word: string, labels: string[]): HTMLElement {
  const turns = labels.map((label) => element('strong', 'turn', [label]))
  return element('p', 'card-turn', [element('span', 'card-word', [word]), ...turns])
}

function nextPart(next: string[], more: number): HTMLElement {
  const turns = next.map((label) => element('li', '', [label]))
  if (more > 0) turns.push(element('li', 'is-more', [i18n._('screen.more', { count: more })]))
  return element('div', 'card-next', [
    element('h3', 'card-word', [i18n._('screen.next')]),
    element('ol', '', turns),
  ])
}

/** One message instead of the turns: the link is dead, or nothing was ever heard. */
export function paintMessage(page: Page, title: string, text: string | null): void {
  page.body.className = 'body'
  put(page.body, [message('h1', title, text)])
}

function message(heading: 'h1' | 'h2', title: string, text: string | null): HTMLElement {
  return element('div', 'message', [element(heading, '', [title]), text ? element('p', '', [text]) : null])
}

export function paintNote(page: Page, text: string): void {
  if (page.note.textContent !== text) page.note.textContent = text
}

export function paintSound(page: Page, audible: boolean): void {
  const text = audible ? i18n._('screen.sound.off') : i18n._('screen.sound.on')
  if (page.sound.textContent !== text) page.sound.textContent = text
  page.sound.className = audible ? 'sound is-on' : 'sound'
}

/** For those who listen to the page. */
export function sayCalls(page: Page, calls: Call[]): void {
  page.said.textContent = calls
    .map(({ label, room, who }) => i18n._('screen.said', { turn: label, place: room || who }))
    .join(' ')
}
