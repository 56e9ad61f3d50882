import { useEffect, useRef } from 'react'

/** Whether the focus is where characters are typed, or a dialog is open: single keys rest there. */
export function typing(target: EventTarget | null): boolean {
  const el = target instanceof HTMLElement ? target : null
  if (!el) return false
  return el.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(el.tagName) || !!el.closest('[role="combobox"],[role="dialog"],[role="menu"]')
}

/** The name of a key press: "Alt+J", "Ctrl+K", "s", "?". A Mac's command key counts as Ctrl. */
export function nameOf(e: Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey'>): string {
  const letter = e.code.startsWith('Key') ? e.code.slice(3) : e.key
  if (e.altKey) return `Alt+${letter.toUpperCase()}`
  if (e.ctrlKey || e.metaKey) return `Ctrl+${letter.length === 1 ? letter.toUpperCase() : letter}`
  return e.key.length === 1 ? e.key.toLowerCase() : e.key
}

/** Binds keys while the part is on the page. Keys with Alt or Ctrl work everywhere, single ones only outside of fields. */
export function useKeys(bindings: Record<string, (() => void) | undefined>): void {
  const now = useRef(bindings)
  useEffect(() => {
    now.current = bindings
  })
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      if (e.isComposing || e.defaultPrevented) return
      const name = nameOf(e)
      const act = now.current[name]
      if (!act || (!/^(Alt|Ctrl)\+/.test(name) && typing(e.target))) return
      if (document.querySelector('.ant-modal-wrap:not([style*="none"]),.ant-drawer-open') && !/^Ctrl/.test(name)) return
      e.preventDefault()
      act()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
