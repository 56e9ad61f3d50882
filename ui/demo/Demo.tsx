import { useEffect, useState } from 'preact/hooks'
import { Client } from '../shared/client'
import { clockTime, dayTime, relative } from '../shared/format'
import { Problem } from '../shared/problem'
import type { Demo as View } from '../shared/views'
import { endOf, reachedBy, steps, told, type StoryItem } from './story'
import { find, t, words, type Key } from './words'

const api = new Client({ as: 'citizen' })
const every = 3000

/** What the start page asks for every three seconds while it is looked at. */
function useDemo(): { view?: View; problem?: Problem; skew: number } {
  const [state, set] = useState<{ view?: View; problem?: Problem; skew: number }>({ skew: 0 })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    let here = true
    const ask = async () => {
      if (!document.hidden) {
        try {
          const view = await api.get<View>('/api/v1/demo', { tries: 1 })
          if (here) set({ view, skew: new Date(view.now).getTime() - Date.now() })
        } catch (e) {
          if (!(e instanceof Problem)) throw e
          if (here) set((s) => ({ ...s, problem: e }))
        }
      }
      if (here) timer = setTimeout(() => void ask(), every)
    }
    void ask()
    return () => {
      here = false
      clearTimeout(timer)
    }
  }, [])
  return state
}

export function Demo() {
  const { view, problem, skew } = useDemo()
  const [, draw] = useState(0)
  useEffect(() => words.onChange(() => draw((n) => n + 1)), [])
  useEffect(() => {
    const timer = setInterval(() => draw((n) => n + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  const now = Date.now() + skew
  const title = t('title', { city: view?.city ?? '' }).trim()
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <>
      <header class="head">
        <div>
          <h1>{title}</h1>
          <span class="ribbon">{t('ribbon')}</span>
        </div>
        <p class="meta">
          {view && (
            <>
              <time dateTime={new Date(now).toISOString()}>
                {t('clock')} {dayTime(now, words.lang, now)}
              </time>
              <span>
                {t('version')} {view.version}
              </span>
            </>
          )}
          <button type="button" aria-label={t('lang.long')} onClick={() => void words.set(words.lang === 'zh' ? 'en' : 'zh')}>
            {t('lang')}
          </button>
        </p>
      </header>
      <main>
        {problem && (
          <p class="problem" role="alert">
            {problem.code === 'not_found' ? t('fail.gone') : t('fail.load')}
          </p>
        )}
        <p class="lead">{t('lead')}</p>
        {view && <Story story={view.story} now={now} />}
        {view && <Cast view={view} />}
      </main>
    </>
  )
}

function Story({ story, now }: { story: StoryItem[]; now: number }) {
  const { now: item, others } = told(story)
  return (
    <section class="story" aria-labelledby="story">
      <header>
        <h2 id="story">{t('story.title')}</h2>
        {item && <Moved item={item} now={now} />}
      </header>
      {item ? <Bar item={item} /> : <p class="quiet">{t('story.none')}</p>}
      {others.length > 0 && (
        <details>
          <summary>{t('story.more')}</summary>
          <ul>
            {others.map((o) => (
              <li key={o.id}>
                <Moved item={o} now={now} />
                <strong>{endOf(o) ? t(`end.${endOf(o)}` as Key) : t(`step.${reachedBy(o)}` as Key)}</strong>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Moved({ item, now }: { item: StoryItem; now: number }) {
  return (
    <span class="quiet" title={clockTime(item.at)}>
      {t(item.kind === 'case' ? 'story.case' : 'story.conversation')} · {t('story.moved', { time: relative(item.at, words.lang, now) })}
    </span>
  )
}

function Bar({ item }: { item: StoryItem }) {
  const at = reachedBy(item)
  const end = endOf(item)
  return (
    <ol class="bar" role="list">
      {Array.from({ length: steps }, (_, n) => (
        <li key={n} class={n < at || at === steps - 1 ? 'done' : n === at ? (end ? 'end' : 'now') : ''} aria-current={n === at ? 'step' : undefined}>
          <i aria-hidden="true" />
          <span>{n === at && end ? t(`end.${end}`) : t(`step.${n}` as Key)}</span>
        </li>
      ))}
    </ol>
  )
}

const order = ['agent', 'dispatcher', 'dept_staff', 'dept_lead', 'supervisor', 'reviewer', 'surveyor', 'editor', 'analyst', 'auditor', 'admin']

function Cast({ view }: { view: View & { password?: string } }) {
  const roles = [...new Set(view.accounts.map((a) => a.role))].sort((a, b) => (order.indexOf(a) + 99) % 99 - ((order.indexOf(b) + 99) % 99))
  return (
    <>
      {view.password && (
        <p class="quiet">
          {t('who.password')}
          <code>{view.password}</code>
        </p>
      )}
      <ul class="cast">
        <li class="citizen">
          <p class="role">{t('who.citizen')}</p>
          <h2>
            {view.city} 12345
          </h2>
          <p class="try">
            <b>{t('try')}</b>
            {t('who.citizen.try')}
          </p>
          <a class="primary" href="/" target="_blank" rel="noopener">
            {t('who.open')}
          </a>
        </li>
        {roles.map((role) => {
          const [first, ...others] = view.accounts.filter((a) => a.role === role)
          return (
            first && (
              <li key={role}>
                <p class="role">{find(`role.${role}`) ?? role}</p>
                <h2>
                  {first.name}
                  <small>{[first.unit, first.title].filter(Boolean).join(' · ')}</small>
                </h2>
                <p class="try">
                  <b>{t('try')}</b>
                  {words.pick(first.try_zh, first.try_en)}
                </p>
                <a class="primary" href={desk(first.username)} target="_blank" rel="noopener">
                  {t('who.desk')}
                </a>
                {others.length > 0 && (
                  <p class="others">
                    {t('who.others')}
                    {others.slice(0, 6).map((a) => (
                      <a key={a.username} href={desk(a.username)} target="_blank" rel="noopener">
                        {a.unit === first.unit ? a.name : `${a.name} · ${a.unit}`}
                      </a>
                    ))}
                  </p>
                )}
              </li>
            )
          )
        })}
      </ul>
    </>
  )
}

const desk = (username: string) => `/desk/signin?user=${encodeURIComponent(username)}`
