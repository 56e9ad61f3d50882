import { dayTime } from '../../shared/format'
import type { Step } from '../../shared/steps'
import { Icon } from '../icons'
import { t, words } from '../words'

export function Stepper({ steps }: { steps: Step[] }) {
  return (
    <section class="card">
      <h2>{t('track.steps')}</h2>
      <ol class="stepper">
        {steps.map((s) => (
          <li key={s.stage} class={s.state} aria-current={s.state === 'now' ? 'step' : undefined}>
            <span class="bullet">{s.state === 'done' && <Icon name="check" />}</span>
            <span class="row-main">
              <strong>{words.pick(s.zh, s.en)}</strong>
              {s.at && <small>{dayTime(s.at, words.lang)}</small>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
