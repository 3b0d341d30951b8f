const PATHS = {
  previous: 'm14.5 5-7 7 7 7',
  next: 'm9.5 5 7 7-7 7',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  out: 'M14 4h5v16h-5M10 8l-4 4 4 4m-4-4h9',
  print: 'M7 9V4h10v5M7 18H4V9h16v9h-3M7 14h10v6H7z',
  cross: 'M12 5v14M5 12h14',
  phone:
    'M6.6 3.5 9 3l2 4.5-2 1.7a12 12 0 0 0 5.8 5.8l1.7-2L21 15l-.5 2.4A3 3 0 0 1 17.4 20 14.6 14.6 0 0 1 4 6.6a3 3 0 0 1 2.6-3.1Z',
  chat: 'M4 20l1.3-4A8 8 0 1 1 8 18.7L4 20Zm4.5-9.5h7M8.5 13.5h4.5',
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
