import { useEffect, useState } from 'react'

let skew = 0

/** Takes the server's time from an answer that carries it; all countdowns go by it. */
export function noteServerTime(serverNow: string | undefined): void {
  if (serverNow) skew = new Date(serverNow).getTime() - Date.now()
}

/** The server's time, milliseconds. */
export const serverNow = () => Date.now() + skew

/** The server's time, drawn anew every `every` milliseconds. */
export function useNow(every = 1000): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
