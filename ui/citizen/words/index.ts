import { Words } from '../../shared/i18n'
import { zh, type Key } from './zh'

export type { Key } from './zh'

export const words = new Words<Key>(zh, () => import('./en').then((m) => m.en))
export const t = words.t

/** A text whose key is made at run time, or undefined when there is none. */
export function find(key: string, values?: Record<string, string | number>): string | undefined {
  return key in zh ? t(key as Key, values) : undefined
}
