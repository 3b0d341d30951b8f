/** What the API tells a television: turns and initials, no names. */
export interface Screen {
  clinic: string
  location: string
  timezone: string
  now: string
  language: string
  practitioners: ScreenPractitioner[]
}

export interface ScreenPractitioner {
  name: string
  title: string | null
  room: string | null
  late: number
  called: ScreenCall[]
  serving: string[]
  waiting: string[]
}

export interface ScreenCall {
  label: string
  room: string | null
  called_at: string
}
