import type { Contract } from '../../shared/views'
import { words } from '../words'
import { t } from '../words/life'

/** Why a matter was not accepted, and where it lawfully belongs. */
export function Declined({ code, contract }: { code?: string; contract?: Contract }) {
  const r = contract?.decline_reasons.find((x) => x.code === code)
  if (!r) return null
  return (
    <section class="card">
      <h2>{t('track.declined')}</h2>
      <p class="para">{words.pick(r.citizen_zh, r.citizen_en)}</p>
      <h2>{t('track.route')}</h2>
      <p class="para">{words.pick(r.route_zh, r.route_en)}</p>
    </section>
  )
}
