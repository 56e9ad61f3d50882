/** Small things kept on this browser. Storage that is full or closed costs the memory, never the page. */
export function recall<T>(name: string): T | undefined {
  try {
    const text = localStorage.getItem(`minhu.${name}`)
    return text ? (JSON.parse(text) as T) : undefined
  } catch {
    return undefined
  }
}

export function keep(name: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(`minhu.${name}`)
    else localStorage.setItem(`minhu.${name}`, JSON.stringify(value))
  } catch {
    // nothing is lost that is on the screen
  }
}
