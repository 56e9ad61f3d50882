import { useState } from 'preact/hooks'
import { count } from '../../shared/format'
import type { HotScene } from '../../shared/views'
import { Icon } from '../icons'
import { t, words } from '../words'

/** What many people ask, by scene; a scene is a tab. */
export function Hot({ scenes, ask }: { scenes: HotScene[]; ask: (text: string) => void }) {
  const [at, setAt] = useState(0)
  const scene = scenes[Math.min(at, scenes.length - 1)]
  if (!scene) return null
  const onKey = (e: KeyboardEvent) => {
    const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
    if (!step) return
    e.preventDefault()
    const next = (at + step + scenes.length) % scenes.length
    setAt(next)
    ;(e.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
  }
  return (
    <section class="card hot" aria-labelledby="hot-title">
      <h2 id="hot-title">{t('chat.hot')}</h2>
      <div class="scenes" role="tablist" aria-label={t('chat.hot')} onKeyDown={onKey}>
        {scenes.map((s, i) => (
          <button key={s.scene} type="button" role="tab" id={`scene-${i}`} aria-controls="hot-list" aria-selected={s === scene} tabIndex={s === scene ? 0 : -1} class="chip" onClick={() => setAt(i)}>
            {s.scene}
          </button>
        ))}
      </div>
      <div id="hot-list" role="tabpanel" aria-labelledby={`scene-${scenes.indexOf(scene)}`}>
        <ul class="picks">
          {scene.questions.map((q) => (
            <li key={q.article_id}>
              <button type="button" onClick={() => ask(q.question)}>
                <span>{q.question}</span>
                {q.count > 0 && <small>{t('chat.hot.count', { n: count(q.count, words.lang) })}</small>}
                <Icon name="right" />
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
