import { Words } from '../../shared/i18n'
import { zh, type Key } from './zh'

export const words = new Words<Key>(zh, () => import('./en').then((m) => m.en))
export const t = words.t

/** The one of two sentences that is read now: say('签收', 'Sign'). */
export const say = words.pick

/** A term that the server names in both languages; English ones begin with a capital where they stand alone. */
export const named = (w: { zh: string; en: string }): string => say(w.zh, w.en.charAt(0).toUpperCase() + w.en.slice(1))
