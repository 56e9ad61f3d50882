import { Cell } from '../cell'
import { words } from '../words'

/** What is being read aloud: the id of the line, or undefined. */
export const reading = new Cell<string | undefined>(undefined)

export const canRead = typeof speechSynthesis !== 'undefined' && typeof SpeechSynthesisUtterance !== 'undefined'

/** Reads a text aloud, or stops reading it. */
export function toggleReading(id: string, text: string): void {
  speechSynthesis.cancel()
  if (reading.value === id) {
    reading.set(undefined)
    return
  }
  const u = new SpeechSynthesisUtterance(text)
  u.lang = words.lang === 'en' && !/[\u4e00-\u9fff]/.test(text) ? 'en-GB' : 'zh-CN'
  u.rate = 0.95
  u.onend = u.onerror = () => {
    if (reading.value === id) reading.set(undefined)
  }
  reading.set(id)
  speechSynthesis.speak(u)
}
