import { Icon, type IconName } from '../icons'
import { t, type Key } from '../words'

/** Ways on that the bot offers; `none` is 都不是, which opens them. */
export type Offer = 'human' | 'message' | 'case' | 'rephrase' | 'none'

const icons: Record<string, IconName> = { human: 'human', message: 'board', case: 'case', rephrase: 'edit' }

export function Offers({ offers, pick, live = true }: { offers: Offer[]; pick: (o: Offer) => void; live?: boolean }) {
  return (
    <div class="offers">
      {offers
        .filter((o) => live || o !== 'human')
        .map((o, i) => (
          <button key={o} type="button" class={i === 0 ? 'primary' : 'button'} onClick={() => pick(o)}>
            <Icon name={icons[o] ?? 'right'} />
            {t(`chat.offer.${o}` as Key)}
          </button>
        ))}
    </div>
  )
}
