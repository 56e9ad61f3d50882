import { useEffect, useState } from 'preact/hooks'
import { leftAt, lightAt, tickEvery } from '../../shared/clock'
import { day, dayTime } from '../../shared/format'
import type { ClockView } from '../../shared/views'
import { serverNow } from '../api'
import { Icon } from '../icons'
import { t, words } from '../words'

/** A running limit: what is left, when it is due, and why then. */
export function Clock({ k }: { k: ClockView }) {
  const [now, setNow] = useState(serverNow)
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
        <details>
          <summary>
            <Icon name="right" />
            {t('track.why')}
          </summary>
          <p>{why}</p>
          {!!k.days?.length && (
            <ol class="days">
              {k.days.map((d) => (
                <li key={d.date + d.kind} class={d.kind}>
                  <span>{day(`${d.date}T00:00:00+08:00`, words.lang)}</span>
                  <span>{say(d.kind, d.n, en ? d.name_en : d.name)}</span>
                </li>
              ))}
            </ol>
          )}
        </details>
      )}
    </section>
  )
}

function say(kind: string, n?: number, name?: string): string {
  switch (kind) {
    case 'start':
      return t('day.start')
    case 'counted':
      return n ? t('day.counted', { n }) : t('day.counted.plain')
    case 'makeup':
      return t('day.makeup', { n: n ?? '' })
    default:
      return name ? `${name} · ${t('day.rest')}` : t('day.rest')
  }
}
