import { paragraphs } from '../../shared/blocks'
import { dayTime } from '../../shared/format'
import { words } from '../words'
import { t } from '../words/life'

/** The official reply, as a letter. */
export function Reply({ text, unit, at }: { text: string; unit?: string; at?: string }) {
  return (
    <section class="card reply">
      <h2>{unit ? t('track.reply.by', { unit }) : t('track.reply')}</h2>
      {paragraphs(text).map((p, i) => (
        <p key={i} class="para">
          {p}
        </p>
      ))}
      {at && <p class="sign">{dayTime(at, words.lang)}</p>}
    </section>
  )
}
