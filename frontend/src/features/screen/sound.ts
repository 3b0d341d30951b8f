import { soundWanted, wantSound } from './memory'

/** A soft two-note chime, made by the set itself: browsers allow it once somebody has pressed a key. */
export interface Sound {
  /** Whether a call can be heard now. */
  ready(): boolean
  /** To be called from a key or a touch. */
  turnOn(): void
  turnOff(): void
  chime(times: number): void
}

const NOTES = [
  { pitch: 659.25, at: 0, length: 0.9 },
  { pitch: 523.25, at: 0.45, length: 1.4 },
]
const LOUDNESS = 0.5
const ATTACK = 0.02
const BETWEEN = 2.2

type Maker = new () => AudioContext

export function makeSound(onChange: () => void): Sound {
  const own = window as unknown as { AudioContext?: Maker; webkitAudioContext?: Maker }
  const Context = own.AudioContext || own.webkitAudioContext
  const context = Context ? new Context() : null
  let wanted = soundWanted()

  const ready = () => wanted && context !== null && context.state === 'running'
  const wake = () => {
    if (wanted && context && context.state !== 'running') context.resume().then(onChange, onChange)
  }
  if (context) context.onstatechange = onChange
  // The first press on anything is enough when the sound was on before.
  for (const gesture of ['click', 'keydown', 'touchend']) addEventListener(gesture, wake)
  wake()

  return {
    ready,
    turnOn: () => {
      wanted = true
      wantSound(true)
      wake()
      onChange()
    },
    turnOff: () => {
      wanted = false
      wantSound(false)
      onChange()
    },
    chime: (times) => {
      if (!context || !ready()) return
      for (let turn = 0; turn < times; turn += 1) ring(context, turn * BETWEEN)
    },
  }
}

function ring(context: AudioContext, after: number): void {
  for (const { pitch, at, length } of NOTES) note(context, pitch, context.currentTime + after + at, length)
}

function note(context: AudioContext, pitch: number, start: number, length: number): void {
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.frequency.value = pitch
  volume.gain.setValueAtTime(0.0001, start)
  volume.gain.exponentialRampToValueAtTime(LOUDNESS, start + ATTACK)
  volume.gain.exponentialRampToValueAtTime(0.0001, start + length)
  tone.connect(volume)
  volume.connect(context.destination)
  tone.start(start)
  tone.stop(start + length)
}
