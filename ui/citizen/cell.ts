import { useEffect, useState } from 'preact/hooks'

/** A value that components follow. */
export class Cell<T> {
  value: T
  private readonly listeners = new Set<() => void>()

  constructor(value: T) {
    this.value = value
  }

  set(value: T): void {
    if (value === this.value) return
    this.value = value
    this.tell()
  }

  tell(): void {
    for (const f of [...this.listeners]) f()
  }

  follow(f: () => void): () => void {
    this.listeners.add(f)
    return () => this.listeners.delete(f)
  }
}

/** Draws the component anew when the cell changes. */
export function useCell<T>(cell: Cell<T>): T {
  const [, draw] = useState(0)
  useEffect(() => {
    draw((n) => n + 1) // it may have changed between the first drawing and now
    return cell.follow(() => draw((n) => n + 1))
  }, [cell])
  return cell.value
}
