import type { Lang } from './i18n'

/** All times are shown in China's time, whatever the machine's zone. */
export const zone = 'Asia/Shanghai'

type When = string | number | Date | undefined | null

const formats = new Map<string, Intl.DateTimeFormat>()

function format(lang: Lang, o: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = lang + JSON.stringify(o)
  let f = formats.get(key)
  if (!f) {
    f = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'zh-CN', { timeZone: zone, ...o })
    formats.set(key, f)
  }
  return f
}

function date(at: When): Date | undefined {
  if (at === undefined || at === null || at === '') return undefined
  const d = new Date(at)
  return Number.isNaN(d.getTime()) ? undefined : d
}

/** The day in China as YYYY-MM-DD; "" without a time. */
export function isoDay(at: When): string {
  const d = date(at)
  return d ? new Date(d.getTime() + 8 * 3600_000).toISOString().slice(0, 10) : ''
}

/** "14:05" */
export function clockTime(at: When): string {
  const d = date(at)
  return d ? format('zh', { hour: '2-digit', minute: '2-digit', hour12: false, hourCycle: 'h23' }).format(d) : ''
}

/** "3月6日 周五", with the year where it is not this one. */
export function day(at: When, lang: Lang, now: When = Date.now()): string {
  const d = date(at)
  if (!d) return ''
  const sameYear = isoDay(d).slice(0, 4) === isoDay(now).slice(0, 4)
  const year = sameYear ? {} : ({ year: 'numeric' } as const)
  if (lang === 'en') return format('en', { weekday: 'short', day: 'numeric', month: 'short', ...year }).format(d)
  return `${format('zh', { month: 'long', day: 'numeric', ...year }).format(d)} ${format('zh', { weekday: 'short' }).format(d)}`
}

/** "3月6日 周五 14:05" */
export function dayTime(at: When, lang: Lang, now: When = Date.now()): string {
  const d = date(at)
  return d ? `${day(d, lang, now)} ${clockTime(d)}` : ''
}

/** "刚刚", "5 分钟前", "今天 09:20", "昨天 18:00", else the day and time. */
export function relative(at: When, lang: Lang, now: When = Date.now()): string {
  const d = date(at)
  const n = date(now)
  if (!d || !n) return ''
  const zh = lang === 'zh'
  const seconds = (n.getTime() - d.getTime()) / 1000
  if (seconds < 60 && seconds > -60) return zh ? '刚刚' : 'just now'
  if (seconds > 0 && seconds < 3600) {
    const m = Math.floor(seconds / 60)
    return zh ? `${m} 分钟前` : `${m} min ago`
  }
  const today = isoDay(n)
  if (isoDay(d) === today) return `${zh ? '今天' : 'today'} ${clockTime(d)}`
  if (isoDay(n.getTime() - 86_400_000) === isoDay(d)) return `${zh ? '昨天' : 'yesterday'} ${clockTime(d)}`
  return dayTime(d, lang, n)
}

/** A length of time in words: "45 秒", "3 分钟", "2 小时 5 分钟". */
export function duration(seconds: number, lang: Lang): string {
  const s = Math.max(0, Math.round(seconds))
  const zh = lang === 'zh'
  if (s < 60) return zh ? `${s} 秒` : `${s} s`
  const m = Math.round(s / 60)
  if (m < 60) return zh ? `${m} 分钟` : `${m} min`
  const h = Math.floor(m / 60)
  const rest = m % 60
  if (zh) return rest ? `${h} 小时 ${rest} 分钟` : `${h} 小时`
  return rest ? `${h} h ${rest} min` : `${h} h`
}

/** A count with separators; large ones in Chinese as 1.2 万. */
export function count(n: number, lang: Lang): string {
  if (lang === 'zh' && n >= 100_000) return `${(n / 10_000).toFixed(1).replace(/\.0$/, '')} 万`
  return new Intl.NumberFormat(lang === 'en' ? 'en-GB' : 'zh-CN').format(n)
}

/** A share of 0 to 1 as "92.4%". */
export function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)}%`
}

/** Characters as people count them: an astral character is one. */
export function length(text: string): number {
  return Array.from(text).length
}
