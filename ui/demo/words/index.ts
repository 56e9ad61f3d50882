import { Words } from '../../shared/i18n'
import { zh, type Key } from './zh'

export type { Key } from './zh'

export const words = new Words<Key>(zh, () => import('./en').then((m) => m.en))
export const t = words.t
export const find = (key: string): string | undefined => (key in zh ? t(key as Key) : undefined)
