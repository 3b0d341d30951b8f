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
  menu: 'M4 7h16M4 12h16M4 17h16',
  agenda: 'M5 5h14v15H5zM5 10h14M9 3v4m6-4v4',
  board: 'M4 5h16v14H4zM9.5 5v14m5-14v14',
  room: 'M4 20v-7h16v7M6 13V6h12v7M4 17h16',
  check: 'm4 12.5 5 5L20 6.5',
  list: 'M9 6h11M9 12h11M9 18h11M4 6h.5M4 12h.5M4 18h.5',
  away: 'M5 5h14v15H5zM5 10h14m-9 3.5 4 4m0-4-4 4',
  mail: 'M4 6h16v12H4zM4 7l8 6 8-6',
  chart: 'M5 20V10m5 10V4m5 16v-7m5 7V8',
  gear: 'M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM12 3v3m0 12v3m9-9h-3M6 12H3m15.4-6.4-2.1 2.1M7.7 16.3l-2.1 2.1m12.8 0-2.1-2.1M7.7 7.7 5.6 5.6',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM5 20a7 7 0 0 1 14 0',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  screen: 'M4 5h16v11H4zM8.5 20h7M12 16v4',
  trash: 'M5 7h14M10 7V4h4v3m-7 0 1 13h8l1-13M10 11v5m4-5v5',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm5-1.5L20 20',
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
