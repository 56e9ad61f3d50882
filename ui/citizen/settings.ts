import { keep, recall } from './kept'
import { Cell } from './cell'

export type TextStep = 'normal' | 'large' | 'huge'

export interface Settings {
  text: TextStep
  /** 大字版 */
  big: boolean
}

function initial(): Settings {
  const s = { text: 'normal', big: false, ...recall<Settings>('settings') } as Settings
  // Posters link to ?big=1.
  const asked = new URLSearchParams(location.search).get('big')
  if (asked !== null) s.big = asked === '1'
  return s
}

export const settings = new Cell<Settings>(initial())

function apply(s: Settings): void {
  const root = document.documentElement
  root.dataset.text = s.big ? 'big' : s.text
  if (s.big) root.dataset.theme = 'light'
  else delete root.dataset.theme
}

apply(settings.value)

export function change(part: Partial<Settings>): void {
  settings.set({ ...settings.value, ...part })
  apply(settings.value)
  keep('settings', settings.value)
}
