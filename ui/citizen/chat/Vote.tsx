import { useEffect, useRef, useState } from 'preact/hooks'
import type { Utterance } from '../../shared/views'
import { Icon } from '../icons'
import { t, type Key } from '../words'
import { Offers, type Offer } from './Offers'
import type { DownReason, Talk } from './talk'

const reasons: DownReason[] = ['wrong', 'unclear', 'outdated', 'unsolved']

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
        <span class="voted">{t('chat.down.done', { reason: t(`chat.down.${line.vote_reason || 'unsolved'}` as Key) })}</span>
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
        <div class="chips">
          {reasons.map((r) => (
            <button key={r} type="button" class="chip" disabled={busy} onClick={() => void talk.vote(line.seq, r)}>
              {t(`chat.down.${r}`)}
            </button>
          ))}
        </div>
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
