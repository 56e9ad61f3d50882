export type Lang = 'zh' | 'en'

const kept = 'minhu.lang'

function read(): Lang {
  try {
    return localStorage.getItem(kept) === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh' // storage is closed to us: Chinese first
  }
}

/** Puts values where a text says `{name}`. */
export const fill = (text: string, values?: Record<string, string | number>): string => (values ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : text)

/**
 * A typed dictionary in two languages. Keys are those of the Chinese one, so a missing or misspelt key does not compile.
 * English may be loaded later; until then, and for what it lacks, Chinese stands. `{name}` in a text is replaced.
 */
export class Words<K extends string> {
  private readonly zh: Record<K, string>
  private en?: Record<K, string>
  private readonly load: () => Promise<Record<K, string>>
  private readonly listeners = new Set<() => void>()
  private now: Lang = 'zh'

  constructor(zh: Record<K, string>, en: () => Promise<Record<K, string>>) {
    this.zh = zh
    this.load = en
  }

  /** Takes the language chosen earlier on this browser; call it once before the first picture. */
  async start(): Promise<void> {
    await this.set(read())
  }

  get lang(): Lang {
    return this.now
  }

  async set(lang: Lang): Promise<void> {
    if (lang === 'en' && !this.en) {
      try {
        this.en = await this.load()
      } catch {
        return // offline: stay with what can be read
      }
    }
    this.now = lang
    try {
      localStorage.setItem(kept, lang)
    } catch {
      // the choice lasts for this page only
    }
    if (typeof document !== 'undefined') document.documentElement.lang = lang === 'en' ? 'en' : 'zh-CN'
    for (const f of this.listeners) f()
  }

  onChange(f: () => void): () => void {
    this.listeners.add(f)
    return () => this.listeners.delete(f)
  }

  /** The text under a key in the present language. */
  t = (key: K, values?: Record<string, string | number>): string => {
    const text = (this.now === 'en' ? this.en?.[key] : undefined) ?? this.zh[key]
    return fill(text, values)
  }

  /** The one of two texts that the server sent. */
  pick = (zh: string | undefined, en: string | undefined): string => (this.now === 'en' ? en || zh : zh) ?? ''
}
