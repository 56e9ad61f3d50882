const draft = (of: string) => `minhu.draft.${of}`
const seen = (talk: string) => `minhu.seen.${talk}`

/** What begins so belongs to whoever sits here, and is forgotten when they sign out. */
const ours = ['minhu.draft.', 'minhu.seen.', 'minhu.call.', 'minhu.handover.']

// A browser that keeps nothing still works; what is typed then lasts for the page only.
function store<T>(f: (s: Storage) => T, otherwise: T): T {
  try {
    return f(sessionStorage)
  } catch {
    return otherwise
  }
}

/** What was typed and not sent, over a reload of this tab and nowhere else: it may hold personal data. */
export const readDraft = (of: string): string => store((s) => s.getItem(draft(of)) ?? '', '')

export function keepDraft(of: string, text: string): void {
  store((s) => (text ? s.setItem(draft(of), text) : s.removeItem(draft(of))), undefined)
}

/** The last line of a talk that was on the screen. */
export const readSeen = (talk: string): number => Number(store((s) => s.getItem(seen(talk)), null) ?? 0)

export function keepSeen(talk: string, seq: number): void {
  if (seq > readSeen(talk)) store((s) => s.setItem(seen(talk), String(seq)), undefined)
}

/** Forgets everything that was typed here. */
export function forgetDrafts(): void {
  store((s) => {
    for (const key of Object.keys(s)) if (ours.some((o) => key.startsWith(o))) s.removeItem(key)
  }, undefined)
}

/** A note of a hand-over that was read here. */
export const readNote = (id: string): boolean => store((s) => s.getItem(`minhu.handover.${id}`) === '1', false)
export const keepNote = (id: string): void => store((s) => s.setItem(`minhu.handover.${id}`, '1'), undefined)
