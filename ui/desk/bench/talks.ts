import type { ConversationItem, Utterance } from '../../shared/views'

export type WaitLight = 'green' | 'yellow' | 'red'

/** GB/T 33358-2016: other media are answered within three minutes; a minute is still comfortable. */
export function waitLight(seconds: number): WaitLight {
  return seconds < 60 ? 'green' : seconds <= 180 ? 'yellow' : 'red'
}

/** "0:42", "12:05", "1:02:05" */
export function stopwatch(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const h = Math.floor(s / 3600)
  return h ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`
}

/** Since when a citizen waits for somebody, milliseconds; undefined when nobody waits. */
export function waitsSince(i: Pick<ConversationItem, 'stage' | 'queued_at' | 'unanswered_at'>): number | undefined {
  if (i.stage === 'queued' && i.queued_at) return new Date(i.queued_at).getTime()
  if (i.stage === 'human' && i.unanswered_at) return new Date(i.unanswered_at).getTime()
  return undefined
}

/** How many lines of the citizen came after the last one that was on the screen. */
export function unread(lines: Utterance[], seen: number): number {
  return lines.filter((u) => u.speaker === 'citizen' && u.kind === 'line' && u.seq > seen).length
}

/** The talk with the bot, to be folded: everything before the citizen asked for a person. */
export function fold(lines: Utterance[]): { bot: Utterance[]; rest: Utterance[]; answers: number } {
  const at = lines.findIndex((u) => u.notice === 'queued')
  const end = at < 0 ? 0 : at
  const bot = lines.slice(0, end)
  return { bot, rest: lines.slice(end), answers: bot.filter((u) => u.speaker === 'bot').length }
}

/** What the form of a case begins with: the citizen's own words, the longest first line as title. */
export function draftOf(lines: Utterance[]): { title: string; content: string } {
  const said = lines.filter((u) => u.speaker === 'citizen' && u.text).map((u) => u.text!.trim())
  const first = [...said].sort((a, b) => b.length - a.length)[0] ?? ''
  const sentence = first.split(/[。！？!?；;\n]/)[0] ?? ''
  return { title: Array.from(sentence).slice(0, 30).join(''), content: Array.from(said.join('\n')).slice(0, 2000).join('') }
}
