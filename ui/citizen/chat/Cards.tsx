import { useState } from 'preact/hooks'
import { duration } from '../../shared/format'
import type { Service } from '../../shared/views'
import { Icon } from '../icons'
import { picks, useContract } from '../choices'
import { Choices, Failed, Field } from '../parts'
import { t, words } from '../words'
import type { Talk } from './talk'

const hoursOf = (s?: Service) => (s?.hours.length ? s.hours.join('、') : '—')

/** Where the citizen stands in the queue. */
export function QueueCard({ talk }: { talk: Talk }) {
  const { queue: q, busy } = talk.value
  return (
    <section class="card status" role="status">
      <h2>
        <Icon name="human" />
        {t('chat.queue.title')}
      </h2>
      {q && (
        <p class="figures">
          <strong>{q.place <= 1 ? t('chat.queue.first') : t('chat.queue.place', { n: q.place - 1 })}</strong>
          {!!q.wait_seconds && <span>{t('chat.queue.wait', { time: duration(Math.max(60, q.wait_seconds), words.lang) })}</span>}
          {q.agents > 0 && <span>{t('chat.queue.agents', { n: q.agents })}</span>}
        </p>
      )}
      <p class="hint">{q && !q.service.open ? t('chat.queue.closed', { hours: hoursOf(q.service) }) : t('chat.queue.keep')}</p>
      <div class="acts">
        <a class="button" href={`#/board/new?from=${talk.value.id ?? ''}`}>
          <Icon name="board" />
          {t('chat.offer.message')}
        </a>
        <button type="button" class="button" disabled={!!busy} onClick={() => void talk.act('leave_queue')}>
          {t('chat.queue.leave')}
        </button>
      </div>
    </section>
  )
}

/** Asked for a person outside service hours: a message first, the queue if they want it. */
export function ClosedCard({ service, from, onWait, onMessage }: { service: Service; from?: string; onWait: () => void; onMessage: () => void }) {
  return (
    <section class="card status" role="status">
      <h2>
        <Icon name="clock" />
        {t('chat.closed.title')}
      </h2>
      <p>{t('chat.closed.say', { hours: hoursOf(service) })}</p>
      <div class="acts">
        <a class="primary" href={`#/board/new${from ? `?from=${from}` : ''}`} onClick={onMessage}>
          <Icon name="board" />
          {t('chat.offer.message')}
        </a>
        <button type="button" class="button" onClick={onWait}>
          {t('chat.closed.wait')}
        </button>
      </div>
    </section>
  )
}

/** Five faces, whether it was solved, a word; then a new talk. */
export function RatingCard({ talk, onNew }: { talk: Talk; onNew: () => void }) {
  const [satisfied, setSatisfied] = useState('')
  const [solved, setSolved] = useState('')
  const [comment, setComment] = useState('')
  const contract = useContract()
  const { stage, busy, problem } = talk.value
  if (stage === 'rated')
    return (
      <section class="card status" role="status">
        <h2>
          <Icon name="check" />
          {t('chat.rate.thanks')}
        </h2>
        <div class="acts">
          <button type="button" class="primary" onClick={onNew}>
            {t('chat.new')}
          </button>
        </div>
      </section>
    )
  return (
    <section class="card">
      <h2>{t('chat.ended.title')}</h2>
      <form
        onSubmit={(e) => {
          e.preventDefault()
          void talk.rate(satisfied, solved, comment)
        }}
      >
        <Choices name="satisfied" label={t('face.label')} value={satisfied} onPick={setSatisfied} options={picks(contract, 'satisfied')} />
        {satisfied && (
          <>
            <Choices name="solved" label={t('survey.solved')} value={solved} onPick={setSolved} options={picks(contract, 'solved')} />
            <Field name="comment" label={t('survey.comment')} value={comment} onInput={setComment} max={500} rows={2} />
          </>
        )}
        {problem && <Failed problem={problem} />}
        <div class="acts">
          <button type="submit" class="primary" disabled={!satisfied || !!busy}>
            {t('chat.rate.submit')}
          </button>
          <button type="button" class="button" onClick={onNew}>
            {t('chat.rate.skip')}
          </button>
        </div>
      </form>
    </section>
  )
}
