import type { ClockView } from './views'
import type { Lang } from './i18n'
import { duration } from './format'

export type Light = 'green' | 'yellow' | 'red' | 'over' | 'stopped'

/** How far this machine's clock is behind the server's, in milliseconds; take it from any answer that carries `now`. */
export function skewOf(serverNow: string, here: number = Date.now()): number {
  return new Date(serverNow).getTime() - here
}

/**
 * The light of a clock at an instant, in milliseconds of the server's time. Working time is the server's matter: the page
 * only passes the instants that the server named.
 */
export function lightAt(k: ClockView, now: number): Light {
  if (k.stopped_at || k.paused_at) return 'stopped'
  const passed = (at?: string) => !!at && now >= new Date(at).getTime()
  if (k.overdue_at || passed(k.due_at)) return 'over'
  if (passed(k.danger_at)) return 'red'
  if (passed(k.warn_at)) return 'yellow'
  return (['green', 'yellow', 'red', 'over', 'stopped'] as const).find((l) => l === k.light) ?? 'green'
}

/** What is left, in words. The server's words stand until the last hour, which is counted here. */
export function leftAt(k: ClockView, now: number, lang: Lang): string {
  const words = lang === 'en' ? k.left_en : k.left_zh
  if (k.stopped_at || k.paused_at || k.overdue_at) return words
  const left = (new Date(k.due_at).getTime() - now) / 1000
  if (left <= 0) return k.light === 'over' ? words : lang === 'en' ? 'just now overdue' : '刚刚超期'
  if (left < 3600) return lang === 'en' ? `${duration(left, lang)} left` : `剩 ${duration(left, lang)}`
  return words
}

/** How long until the words should be drawn anew, in milliseconds: each second in the last ten minutes, else half a minute. */
export function tickEvery(k: ClockView, now: number): number {
  const left = new Date(k.due_at).getTime() - now
  return left > 0 && left < 600_000 ? 1000 : 30_000
}
