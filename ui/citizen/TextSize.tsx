import { useCell } from './cell'
import { change, settings, type TextStep } from './settings'
import { t } from './words'

const steps: TextStep[] = ['normal', 'large', 'huge']

export function TextSize() {
  const s = useCell(settings)
  return (
    <div class="textsize" role="group" aria-label={t('text.size')}>
      <span>{t('text.size')}</span>
      {steps.map((n) => (
        <button key={n} type="button" aria-pressed={!s.big && s.text === n} onClick={() => change({ text: n, big: false })}>
          {t(`text.${n}`)}
        </button>
      ))}
    </div>
  )
}
