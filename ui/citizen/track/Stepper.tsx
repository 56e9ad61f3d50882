import { dayTime } from '../../shared/format'
import type { Step } from '../../shared/steps'
import { Icon } from '../icons'
import { words } from '../words'
import { t } from '../words/life'

export function Stepper({ steps }: { steps: Step[] }) {
  // The last step has nothing after it: once there, it is done.
  const ended = (s: Step, i: number) => s.state === 'now' && i === steps.length - 1
  return (
    <section class="card">
      <h2>{t('track.steps')}</h2>
      <ol class="stepper">
        {steps.map((s, i) => (
          <li key={s.stage} class={ended(s, i) ? 'done' : s.state} aria-current={s.state === 'now' ? 'step' : undefined}>
            <span class="bullet">{(s.state === 'done' || ended(s, i)) && <Icon name="check" />}</span>
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
