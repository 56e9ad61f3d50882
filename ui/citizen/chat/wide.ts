import { useEffect, useState } from 'preact/hooks'

const query = '(min-width: 64em)'

/** Whether there is room for a second column. */
export function useWide(): boolean {
  const [wide, set] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const m = matchMedia(query)
    const read = () => set(m.matches)
    m.addListener(read) // addEventListener is missing on Safari 13
    return () => m.removeListener(read)
  }, [])
  return wide
}
