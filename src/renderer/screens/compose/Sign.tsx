/** Signs on small buttons; the button’s name says what they mean. */
const shapes = {
  play: 'M5 3.5v9l7-4.5z',
  pause: 'M4.5 3.5h2.5v9H4.5zM9 3.5h2.5v9H9z',
  back: 'M4 3.5h1.6v9H4zM12 3.5v9L6.4 8z',
  on: 'M10.4 3.5H12v9h-1.6zM4 3.5v9L9.6 8z',
  loop: 'M3 8a4 4 0 0 1 4-4h4.5V2.2L14.5 5l-3 2.8V6H7a2 2 0 0 0-2 2zM13 8a4 4 0 0 1-4 4H4.5v1.8L1.5 11l3-2.8V10H9a2 2 0 0 0 2-2z',
  sound: 'M2 6h2.5L8 3v10L4.5 10H2zM10 5.5a3.5 3.5 0 0 1 0 5zM11.5 3.5a6 6 0 0 1 0 9l-.8-.9a4.8 4.8 0 0 0 0-7.2z',
  silent: 'M2 6h2.5L8 3v10L4.5 10H2zM10 6l1-1 1.5 1.5L14 5l1 1-1.5 1.5L15 9l-1 1-1.5-1.5L11 10l-1-1 1.5-1.5z',
  undo: 'M6.5 3v2.5H9.5a4 4 0 0 1 0 8H5V12h4.5a2.5 2.5 0 0 0 0-5h-3v2.5L2.5 6.200z',
  close: 'M4 5l1-1 3 3 3-3 1 1-3 3 3 3-1 1-3-3-3 3-1-1 3-3z',
} as const

export function Sign({ of }: { of: keyof typeof shapes }) {
  return (
    <svg className="sign" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={shapes[of]} fill="currentColor" />
    </svg>
  )
}
