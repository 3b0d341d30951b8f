const PATHS = {
  phone:
    'M6.6 3.5 9 3l2 4.5-2 1.7a12 12 0 0 0 5.8 5.8l1.7-2L21 15l-.5 2.4A3 3 0 0 1 17.4 20 14.6 14.6 0 0 1 4 6.6a3 3 0 0 1 2.6-3.1Z',
  chat: 'M4 20l1.3-4A8 8 0 1 1 8 18.7L4 20Zm4.5-9.5h7M8.5 13.5h4.5',
  calendar: 'M5 6h14v14H5zM5 10h14M9 3.5V7m6-3.5V7',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5.5l3.5 2',
  pin: 'M12 21s7-6.2 7-11.2A7 7 0 0 0 5 9.800C5 14.800 12 21 12 21Zm0-8.7a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8a7.5 7.5 0 0 1 15 0',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  back: 'm14.5 5-7 7 7 7',
  next: 'm9.5 5 7 7-7 7',
} as const

export type IconName = keyof typeof PATHS

/** A drawing beside words that already say it: hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
