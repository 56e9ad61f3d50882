import { useEffect, useRef, useState } from 'preact/hooks'
import type { Utterance } from '../../shared/views'
import { picks, sayChoice, useContract } from '../choices'
import { Icon } from '../icons'
import { t } from '../words'
import { Offers, type Offer } from './Offers'
import type { DownReason, Talk } from './talk'

/** 有帮助 / 没解决; the second asks why and then shows the ways on. */
export function Vote({ line, talk, live, offer }: { line: Utterance; talk: Talk; live: boolean; offer: (o: Offer) => void }) {
  const [asking, setAsking] = useState(false)
  const busy = !!talk.value.busy
  const box = useRef<HTMLDivElement>(null)
  // What opens below may lie behind the input.
  useEffect(() => {
    if (asking) box.current?.scrollIntoView({ block: 'nearest' })
  }, [asking, line.vote])
  if (line.vote === 'up')
    return (
      <span class="voted" role="status">
        <Icon name="check" />
        {t('chat.up.done')}
      </span>
    )
  if (line.vote === 'down')
    return (
      <div class="down" role="status" ref={box}>
        <Voted reason={line.vote_reason || 'unsolved'} />
        {live && talk.value.stage === 'bot' && (
          <>
            <p class="para">{t('chat.down.next')}</p>
            <Offers offers={['human', 'message', 'rephrase']} pick={offer} />
          </>
        )}
      </div>
    )
  if (!live || talk.value.stage === 'ended' || talk.value.stage === 'rated') return null
  if (asking)
    return (
      <div class="down" ref={box} role="group" aria-label={t('chat.down.why')}>
        <span class="voted">{t('chat.down.why')}</span>
        <Reasons disabled={busy} pick={(r) => void talk.vote(line.seq, r)} />
      </div>
    )
  return (
    <>
      <button type="button" class="small quiet" disabled={busy} onClick={() => void talk.vote(line.seq)}>
        <Icon name="up" />
        {t('chat.up')}
      </button>
      <button type="button" class="small quiet" disabled={busy} onClick={() => setAsking(true)}>
        <Icon name="down" />
        {t('chat.down')}
      </button>
    </>
  )
}

function Voted({ reason }: { reason: string }) {
  return <span class="voted">{t('chat.down.done', { reason: sayChoice(useContract(), 'downvote_reason', reason) })}</span>
}

function Reasons({ disabled, pick }: { disabled: boolean; pick: (r: DownReason) => void }) {
  return (
    <div class="chips">
      {picks(useContract(), 'downvote_reason').map((r) => (
        <button key={r.value} type="button" class="chip" disabled={disabled} onClick={() => pick(r.value as DownReason)}>
          {r.label}
        </button>
      ))}
    </div>
  )
}
