import { messages as en } from '../../i18n/screen/en'
import { messages as es } from '../../i18n/screen/es'
import { dayNumber, hourText, isMorning, monthIndex, weekdayIndex } from './clock'

/** The screen's sentences, from the same kind of catalogue as the other pages, read by a few lines of our own. */
type Values = { [name: string]: string | number }
type Forms = { [form: string]: Piece[] }
type Piece = string | [name: string, kind?: string, forms?: Forms]

let catalogue = es as unknown as { [id: string]: Piece[] | string }

export function chooseLanguage(language: string): void {
  catalogue = (language === 'en' ? en : es) as unknown as typeof catalogue
}

export const i18n = {
  _: (id: string, values: Values = {}): string => {
    const message = catalogue[id]
    return typeof message === 'string' ? message : joined(message || [id], values)
  },
}

function joined(pieces: Piece[], values: Values, count: string | number = ''): string {
  return pieces.map((piece) => pieceText(piece, values, count)).join('')
}

function pieceText(piece: Piece, values: Values, count: string | number): string {
  if (piece === '#') return String(count)
  if (typeof piece === 'string') return piece
  const value = values[piece[0]]
  const forms = piece[2]
  if (!forms) return String(value)
  return joined((value === 1 && forms.one) || forms.other || [], values, value)
}

/** "10:32 a. m." */
export function timeText(wall: number): string {
  const half = isMorning(wall) ? i18n._('screen.am') : i18n._('screen.pm')
  return `${hourText(wall)} ${half}`
}

/** "miércoles 25 de noviembre" */
export function dayText(wall: number): string {
  const weekday = i18n._('screen.weekdays').split(' ')[weekdayIndex(wall)] || ''
  const month = i18n._('screen.months').split(' ')[monthIndex(wall)] || ''
  return i18n._('screen.day', { weekday, day: dayNumber(wall), month })
}
