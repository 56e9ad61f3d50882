import { Words } from '../../shared/i18n'
import { zh, type Key } from './zh'

export const words = new Words<Key>(zh, () => import('./en').then((m) => m.en))
export const t = words.t
