import { Words } from '../../shared/i18n'
import { zh, type Key } from './zh'

export const words = new Words<Key>(zh, () => import('./en').then((m) => m.en))
export const t = words.t

/** The one of two sentences that is read now: say('签收', 'Sign'). */
export const say = words.pick
