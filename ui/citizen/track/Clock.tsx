import { useEffect, useState } from 'preact/hooks'
import { leftAt, lightAt, tickEvery } from '../../shared/clock'
import { dayTime } from '../../shared/format'
import type { ClockView } from '../../shared/views'
import { serverNow } from '../api'
import { Icon } from '../icons'
import { lazy, Suspense } from '../lazy'
import { words } from '../words'
import { t } from '../words/life'

const Month = lazy(() => import('./Month').then((m) => m.Month))

/** A running limit: what is left, when it is due, and why then. */
export function Clock({ k }: { k: ClockView }) {
  const [now, setNow] = useState(serverNow)
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), tickEvery(k, serverNow()))
    return () => clearInterval(timer)
  }, [k])
  const light = lightAt(k, now)
  const en = words.lang === 'en'
  const why = en ? k.why_en : k.why_zh
  return (
    <section class="card clock">
      <p class="clock-head">
        <span class={`light ${light}`}>
          <i aria-hidden="true" />
          {en ? k.en : k.zh}
        </span>
        <strong>{leftAt(k, now, words.lang)}</strong>
      </p>
      <p class="hint">
        {dayTime(k.due_at, words.lang)}
        {k.estimate && ` · ${t('track.estimate')}`}
      </p>
      {why && (
        <details onToggle={(e) => setOpen((e.currentTarget as HTMLDetailsElement).open)}>
          <summary>
            <Icon name="right" />
            {t('track.why')}
          </summary>
          <p>{why}</p>
          {k.rule && (
            <p class="hint">
              {t('track.basis')} {en ? k.rule_en : k.rule_zh} {k.rule} · {k.calendar}
            </p>
          )}
          {open && !!k.days?.length && (
            <Suspense fallback={null}>
              <Month k={k} />
            </Suspense>
          )}
        </details>
      )}
    </section>
  )
}
