import { city } from '../api'
import { useCell } from '../cell'
import { Icon, type IconName } from '../icons'
import { TextSize } from '../TextSize'
import { t, words, type Key } from '../words'

const doors: { to: string; icon: IconName; title: Key; say: Key }[] = [
  { to: '?human=1', icon: 'human', title: 'chat.offer.human', say: 'door.human' },
  { to: 'board/new', icon: 'board', title: 'board.new', say: 'door.board' },
  { to: 'case', icon: 'case', title: 'nav.case', say: 'door.case' },
  { to: 'track', icon: 'track', title: 'nav.track', say: 'door.track' },
]

/** The greeting; with room, and before the first question, also the other ways in. */
export function Welcome({ doors: open }: { doors: boolean }) {
  const here = useCell(city)
  return (
    <section class="welcome">
      <h2>{t('chat.welcome', { city: here ? words.pick(here.name, here.name_en) : '' })}</h2>
      <p>{t('chat.welcome.say')}</p>
      <TextSize />
      {open && (
        <div class="doors">
          {doors.map((d) => (
            <a key={d.to} href={`#/${d.to}`}>
              <Icon name={d.icon} />
              <strong>{t(d.title)}</strong>
              <small>{t(d.say)}</small>
            </a>
          ))}
        </div>
      )}
    </section>
  )
}

/** 大字版 before the first question: three things to do, large enough to be hit. */
export function BigDoors({ onAsk }: { onAsk: () => void }) {
  const here = useCell(city)
  return (
    <section class="welcome big-doors">
      <h2>{t('chat.welcome', { city: here ? words.pick(here.name, here.name_en) : '' })}</h2>
      <button type="button" onClick={onAsk}>
        <Icon name="chat" />
        <strong>{t('big.ask')}</strong>
        <small>{t('big.ask.say')}</small>
      </button>
      <a href="tel:12345">
        <Icon name="phone" />
        <strong>{t('big.call')}</strong>
        <small>{t('big.call.say')}</small>
      </a>
      <a href="#/track">
        <Icon name="track" />
        <strong>{t('big.track')}</strong>
        <small>{t('big.track.say')}</small>
      </a>
    </section>
  )
}
