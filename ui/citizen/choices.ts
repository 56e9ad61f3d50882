import { useEffect, useState } from 'preact/hooks'
import { choiceOf, type Choice } from '../shared/choices'
import type { Contract } from '../shared/views'
import { contract, reach } from './api'
import { words } from './words'

/** The words of the contract once they are there; asked for again when the server is back. */
export function useContract(): Contract | undefined {
  const [value, set] = useState<Contract>()
  useEffect(() => {
    let here = true
    const read = () => void contract().then((c) => here && set(c), () => undefined)
    read()
    const stop = reach.follow(() => reach.value === 'fine' && read())
    return () => {
      here = false
      stop()
    }
  }, [])
  return value
}

/** A term that the server names in both languages; English ones begin with a capital where they stand alone. */
export const named = (w: { zh: string; en: string }) => words.pick(w.zh, w.en.charAt(0).toUpperCase() + w.en.slice(1))

/** The words for a value of a choice field; nothing while they are not there. */
export function sayChoice(c: Contract | undefined, field: string, value: string | number | undefined): string {
  const w = choiceOf(c, field, value === undefined ? undefined : String(value))
  return w ? named(w) : ''
}

/** The values of a choice field to pick from; marks of 1 to 5 have a face. */
export const picks = (c: Contract | undefined, field: string, values?: string[]) =>
  (c?.choices[field] ?? []).filter((w: Choice) => !values || values.includes(w.value)).map((w: Choice) => ({ value: w.value, label: named(w), face: /^[1-5]$/.test(w.value) ? Number(w.value) : undefined }))
