/** A refused request (RFC 9457). Screens branch on `code` and show `detail`, which comes in the reader's language. */
export class Problem extends Error {
  /** Last segment of `type`, such as `slot-taken`; `offline` when the request never arrived. */
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly errors: readonly FieldError[]
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(text(body.title) || `HTTP ${status}`)
    this.name = 'Problem'
    this.status = status
    this.body = body
    this.code = text(body.type).split('/').pop() || (status === 0 ? OFFLINE : String(status))
    this.detail = text(body.detail)
    this.errors = Array.isArray(body.errors) ? body.errors.map(fieldError) : []
  }

  get offline(): boolean {
    return this.code === OFFLINE
  }
}

export interface FieldError {
  readonly field: string
  readonly message: string
}

const OFFLINE = 'offline'

/** Whatever a client call threw, as a problem: a network failure has status 0 and code `offline`. */
export function asProblem(error: unknown, response?: Response): Problem {
  if (error instanceof Problem) return error
  if (!response) return new Problem(0, { title: 'Offline' })
  return new Problem(response.status, isRecord(error) ? error : {})
}

const OF_THE_SESSION = new Set(['token-required', 'invalid-token'])

/** Only these ask for another session: a wrong code or password is refused with 401 as well. */
export function isOfTheSession(error: unknown): boolean {
  return error instanceof Problem && OF_THE_SESSION.has(error.code)
}

export function hasCode(error: unknown, code: string): error is Problem {
  return error instanceof Problem && error.code === code
}

function fieldError(value: unknown): FieldError {
  const entry = isRecord(value) ? value : {}
  return { field: text(entry.field), message: text(entry.detail) }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
