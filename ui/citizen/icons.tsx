/** Line icons on a 24 × 24 field. They are decoration: whatever they stand for is also said in words. */
const paths = {
  human: 'M4 13v-1a8 8 0 0 1 16 0v1M4 13a2 2 0 0 1 2-2h1v6H6a2 2 0 0 1-2-2zm16 0a2 2 0 0 0-2-2h-1v6h1a2 2 0 0 0 2-2zm-2 4v1a3 3 0 0 1-3 3h-2',
  big: 'M3 18 8 6l5 12M4.8 14h6.4M15 18l3-7 3 7m-5-2.4h4',
  chat: 'M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zm3 5h8M8 13h5',
  board: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7',
  case: 'M12 3 3 7v5c0 5 4 8 9 9 5-1 9-4 9-9V7zM12 8v5m0 3v.01',
  track: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 21 21M8 10.5l2 2 3.5-3.5',
  send: 'M4 12 20 4l-5 16-3.5-6.5z',
  up: 'M7 11v9H4v-9zm0 0 4-8c1.7 0 2.5 1 2.2 2.8L12.7 9H19a2 2 0 0 1 2 2.3l-1.1 7A2 2 0 0 1 18 20H7',
  down: 'M7 13V4H4v9zm0 0 4 8c1.7 0 2.5-1 2.2-2.8L12.7 15H19a2 2 0 0 0 2-2.3l-1.1-7A2 2 0 0 0 18 4H7',
  phone: 'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2z',
  pin: 'M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  time: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 4v5l3.5 2',
  link: 'M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  sound: 'M4 10v4h3l5 4V6L7 10zm12-1.5a5 5 0 0 1 0 7M18.5 6a9 9 0 0 1 0 12',
  stop: 'M7 7h10v10H7z',
  right: 'M9 5l7 7-7 7',
  left: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5 10 17.5 19 7',
  alert: 'M12 4 2.5 20h19zM12 10v4m0 3v.01',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  notice: 'M4 10v4h3l8 4V6l-8 4zM18 9.5a4 4 0 0 1 0 5',
  zoom: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 21 21M8 10.5h5m-2.5-2.5v5',
  edit: 'M4 20h4L20 8l-4-4L4 16z',
  clock: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 4v5l3.5 2',
  save: 'M12 4v11m0 0-4-4m4 4 4-4M5 19h14',
  refresh: 'M20 12a8 8 0 1 1-2.5-5.8M20 4v4h-4',
  bot: 'M5 9h14v10H5zM12 9V5m-4 8v2m8-2v2M3 13v3m18-3v3M12 5a1 1 0 1 0 0-2 1 1 0 0 0 0 2z',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}

/** The faces of a rating of 1 to 5: the mouth bends. */
export function Face({ n }: { n: number }) {
  const mouth = ['M8 17q4-4.5 8 0', 'M8.5 16.5q3.5-2.2 7 0', 'M8.5 15.5h7', 'M8.5 14.8q3.5 2.4 7 0', 'M8 14.2q4 4.8 8 0'][n - 1]
  return (
    <svg class="icon face" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={`M12 2.5a9.5 9.5 0 1 1 0 19 9.5 9.5 0 0 1 0-19zM8.5 9v1.2M15.5 9v1.2${mouth}`} />
    </svg>
  )
}
