import { readable, plain } from '../../shared/blocks'
import { clockTime } from '../../shared/format'
import type { Department, Option, Outlet, Utterance } from '../../shared/views'
import { useCell } from '../cell'
import { Icon } from '../icons'
import { t, words, type Key } from '../words'
import { canRead, reading, toggleReading } from './aloud'
import { Blocks } from './Blocks'
import { Offers, type Offer } from './Offers'
import type { Talk } from './talk'
import { Vote } from './Vote'

interface Props {
  line: Utterance
  talk: Talk
  /** the conversation it stands in; lines of earlier ones can no longer be acted on */
  live: boolean
  last: boolean
  outlets: Outlet[]
  units: Department[]
  ask: (text: string) => void
  offer: (o: Offer) => void
}

/** One line of the talk, in the reader's language: notices are codes, guards bring both languages. */
export function Line(p: Props) {
  const { line } = p
  if (line.notice && line.speaker === 'system') return <Notice line={line} />
  const mine = line.speaker === 'citizen'
  const who = mine ? t('chat.me') : line.speaker === 'agent' ? t('chat.agent', { name: line.speaker_name ?? '' }) : t('chat.bot')
  return (
    <div class={`line ${mine ? 'mine' : line.speaker}`} data-seq={line.seq}>
      {!mine && (
        <span class="who">
          <Icon name={line.speaker === 'agent' ? 'human' : 'bot'} />
          {who}
        </span>
      )}
      <div class="bubble">
        {mine && <span class="offscreen">{who}：</span>}
        {line.speaker === 'bot' ? <Answer {...p} /> : <p class="para">{line.notice === 'erased' ? t('chat.notice.erased') : line.text}</p>}
      </div>
      <time class="when" dateTime={line.at}>
        {clockTime(line.at)}
      </time>
    </div>
  )
}

function Notice({ line }: { line: Utterance }) {
  const { target, id, agent, group } = line.data ?? {}
  const kind = line.notice === 'escalated' ? `.${target ?? 'case'}` : line.notice === 'transferred' ? (agent ? '.agent' : group ? '.group' : '.queue') : ''
  const key = `chat.notice.${line.notice}${kind}`
  return (
    <p class="notice">
      <span>
        {t(key as Key, line.data)}
        {line.notice === 'escalated' && id && <a href={`#/track/${target}/${id}`}> {t('receipt.see')}</a>}
      </span>
    </p>
  )
}

function Answer({ line, talk, live, last, outlets, units, ask, offer }: Props) {
  const blocks = readable(line.blocks)
  const unit = units.find((d) => d.id === line.source)?.name
  const text = words.pick(line.text, line.data?.en)
  const speech = [line.heading, text, plain(blocks, outlets)].filter(Boolean).join('。')
  return (
    <>
      {line.assumption && <p class="about">{t('chat.about', { matter: line.assumption })}</p>}
      {line.heading && <h2 class="heading">{line.heading}</h2>}
      {text && <p class="para">{text}</p>}
      {line.notice && <p class="para">{t(`chat.notice.${line.notice}` as Key)}</p>}
      <Blocks blocks={blocks} outlets={outlets} from={live ? talk.value.id : undefined} />
      {!!line.options?.length && <Confirm options={line.options} live={live && last} ask={ask} none={() => offer('none')} />}
      {!!line.related?.length && (
        <div class="related">
          <h3>{t('chat.related')}</h3>
          <Picks options={line.related} ask={ask} />
        </div>
      )}
      {!!line.offers?.length && <Offers offers={line.offers as Offer[]} live={live} pick={offer} />}
      {line.decision === 'answer' && (
        <footer class="answer-foot">
          {(unit || line.updated_on) && (
            <p class="source">{unit ? t('chat.source', { unit, day: line.updated_on ?? '' }) : t('chat.source.day', { day: line.updated_on ?? '' })}</p>
          )}
          <div class="acts">
            {canRead && <ReadAloud id={line.at + line.seq} text={speech} />}
            <Vote line={line} talk={talk} live={live} offer={offer} />
          </div>
        </footer>
      )}
    </>
  )
}

function ReadAloud({ id, text }: { id: string; text: string }) {
  const on = useCell(reading) === id
  return (
    <button type="button" class="small quiet" aria-pressed={on} onClick={() => toggleReading(id, text)}>
      <Icon name={on ? 'stop' : 'sound'} />
      {t(on ? 'chat.read.stop' : 'chat.read')}
    </button>
  )
}

function Picks({ options, ask }: { options: Option[]; ask: (text: string) => void }) {
  return (
    <ul class="picks">
      {options.map((o) => (
        <li key={o.article_id}>
          <button type="button" onClick={() => ask(o.question)}>
            <span>{o.question}</span>
            <Icon name="right" />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Confirm({ options, live, ask, none }: { options: Option[]; live: boolean; ask: (text: string) => void; none: () => void }) {
  return (
    <>
      <p class="para">{t('chat.confirm')}</p>
      <Picks options={options} ask={ask} />
      {live && (
        <button type="button" class="small" onClick={none}>
          {t('chat.confirm.none')}
        </button>
      )}
    </>
  )
}
