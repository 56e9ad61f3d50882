import { useEffect, useRef, useState } from 'preact/hooks'
import { api, city, departments, hotQuestions, live, outlets } from '../api'
import { useCell } from '../cell'
import { Icon } from '../icons'
import { useList } from '../load'
import { Dialog, Failed } from '../parts'
import { go, type Route } from '../router'
import { t, type Key } from '../words'
import { ClosedCard, QueueCard, RatingCard } from './Cards'
import { Composer } from './Composer'
import { Hot } from './Hot'
import { Line } from './Line'
import { Offers, type Offer } from './Offers'
import { Talk } from './talk'
import { BigDoors, Welcome } from './Welcome'
import { settings } from '../settings'
import { useWide } from './wide'

/** One talk a page; it goes on while the citizen looks at other tabs. */
export const talk = new Talk(api, live)

export function Chat({ route }: { route: Route }) {
  const state = useCell(talk)
  const here = useCell(city)
  const places = useList(outlets)
  const units = useList(departments)
  const hot = useList(hotQuestions)
  const wide = useWide()
  const [focus, setFocus] = useState(0)
  const [closed, setClosed] = useState(false)
  const [none, setNone] = useState(false)
  const [ending, setEnding] = useState(false)
  const end = useRef<HTMLDivElement>(null)
  const { stage, lines, before, id } = state
  const pending = talk.outbox.all
  const { big } = useCell(settings)
  const untouched = !lines.length && !pending.length && !before.length

  const ask = (text: string) => {
    setNone(false)
    setClosed(false)
    talk.send(text)
  }
  /** A person: at once in service hours; else what else there is, and the queue for who insists. */
  const human = (insist = false) => {
    setNone(false)
    if (stage === 'queued' || stage === 'human') return
    if (!insist && here && !here.service.open) {
      setClosed(true)
      return
    }
    setClosed(false)
    if (id && stage === 'bot') void talk.act('request_human')
    else talk.send(t('chat.offer.human'))
  }
  talk.wantsHuman = () => human()
  const offer = (o: Offer) => {
    const from = id ? `?from=${id}` : ''
    if (o === 'human') human()
    else if (o === 'message') go(`board/new${from}`)
    else if (o === 'case') go(`case${from}`)
    else if (o === 'none') setNone(true)
    else setFocus((n) => n + 1)
  }
  const asked = route.query.get('human')
  useEffect(() => {
    if (!asked || !state.resumed) return
    go('', true)
    human()
  }, [asked, state.resumed])

  // A new answer is read from its beginning, so its question is brought to the top; a person's line simply to the end.
  const shown = useRef(-1)
  const total = before.length + lines.length + pending.length
  useEffect(() => {
    if (shown.current >= 0 && total > shown.current) {
      const all = end.current?.parentElement?.querySelectorAll('.line.mine')
      const mine = all?.[all.length - 1]
      const target = stage === 'bot' || stage === 'none' ? mine : end.current
      target?.scrollIntoView({ block: target === mine ? 'start' : 'end', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' })
    }
    if (shown.current < 0 && state.resumed && lines.length) end.current?.scrollIntoView({ block: 'end' })
    shown.current = total
  }, [total, state.resumed])
  useEffect(() => {
    if (closed || none || stage === 'queued' || stage === 'ended') end.current?.scrollIntoView({ block: 'end' })
  }, [closed, none, stage])

  const panel = <Hot scenes={hot} ask={ask} />
  const over = stage === 'ended' || stage === 'rated'
  return (
    <div class="chat">
      <div class="talk">
        <h1 class="offscreen">{t('nav.chat')}</h1>
        {stage === 'human' && (
          <div class="banner">
            <Icon name="human" />
            <span>{t('chat.human.with', { name: state.agent ?? '' })}</span>
            <button type="button" class="small" onClick={() => setEnding(true)}>
              {t('chat.end')}
            </button>
          </div>
        )}
        {big && untouched ? <BigDoors onAsk={() => setFocus((n) => n + 1)} /> : <Welcome doors={wide && untouched} />}
        {!wide && panel}
        <div role="log" aria-label={t('chat.log')} aria-live="polite" class="log">
          {before.map((l) => (
            <Line key={`b${l.at}${l.seq}`} line={l} talk={talk} live={false} last={false} outlets={places} units={units} ask={ask} offer={offer} />
          ))}
          {lines.map((l, i) => (
            <Line key={`${id}${l.seq}`} line={l} talk={talk} live last={i === lines.length - 1} outlets={places} units={units} ask={ask} offer={offer} />
          ))}
          {pending.map((p) => (
            <div key={p.key} class="line mine pending">
              <div class="bubble">
                <p class="para">{p.text}</p>
              </div>
              <span class="when" role="status">
                {p.refused ? t('chat.failed') : state.sending ? t('chat.sending') : t('chat.waiting')}
              </span>
              {(p.refused || !state.sending) && (
                <span class="acts">
                  <button type="button" class="small" onClick={() => talk.retry(p.key)}>
                    {t('do.retry')}
                  </button>
                  <button type="button" class="small quiet" onClick={() => talk.discard(p.key)}>
                    {t('chat.discard')}
                  </button>
                </span>
              )}
            </div>
          ))}
          {state.sending && (stage === 'bot' || stage === 'none') && (
            <div class="line bot" role="status">
              <div class="bubble typing">
                <i />
                <i />
                <i />
                <span class="offscreen">{t('chat.asking')}</span>
              </div>
            </div>
          )}
          {none && (
            <div class="line bot">
              <div class="bubble">
                <p class="para">{t('chat.confirm.none.say')}</p>
                <Offers offers={['human', 'message', 'case']} pick={offer} />
              </div>
            </div>
          )}
        </div>
        {state.problem && !over && <Failed problem={state.problem} />}
        {closed && here && <ClosedCard service={here.service} from={id} onWait={() => human(true)} onMessage={() => setClosed(false)} />}
        {stage === 'queued' && <QueueCard talk={talk} />}
        {over && <RatingCard talk={talk} onNew={() => (talk.renew(), setFocus((n) => n + 1))} />}
        <div ref={end} class="end" />
      </div>
      <div class="dock">
        <Composer onSend={ask} suggest={stage === 'none' || stage === 'bot'} placeholder={t((stage === 'human' || stage === 'queued' ? 'chat.input.human' : 'chat.input') as Key)} focus={focus} />
      </div>
      {wide && (
        <aside class="side">
          {panel}
          {here && (
            <section class="card facts">
              <h2>{t('chat.hours')}</h2>
              <p>
                <span class={`dot ${here.service.open ? 'on' : ''}`} />
                {t(here.service.open ? 'chat.hours.open' : 'chat.hours.shut')} {here.service.hours.join('、')}
              </p>
              <h2>{t('chat.emergency')}</h2>
              <p>{t('chat.emergency.say')}</p>
            </section>
          )}
        </aside>
      )}
      {ending && (
        <Dialog label={t('chat.end')} onClose={() => setEnding(false)}>
          <h2>{t('chat.end.sure')}</h2>
          <div class="acts">
            <button type="button" class="primary" onClick={() => (setEnding(false), void talk.act('end'))}>
              {t('chat.end')}
            </button>
            <button type="button" class="button" onClick={() => setEnding(false)}>
              {t('do.cancel')}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  )
}
