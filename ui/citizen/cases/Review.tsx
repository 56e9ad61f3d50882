import type { ComponentChildren } from 'preact'
import { t, type Key } from '../words'
import type { CaseDraft } from './draft'

/** Everything that was written, with a way back to each step. */
export function Review({ d, kind, className, unitName, onEdit, children }: { d: CaseDraft; kind: string; className?: string; unitName: (id: string) => string; onEdit: (step: number) => void; children: ComponentChildren }) {
  const parts: { step: number; rows: [Key, string | undefined][] }[] = [
    { step: 1, rows: [['field.kind', kind], ['field.class', className], ['field.title', d.title], ['field.content', d.content]] },
    { step: 2, rows: [['field.place', d.place], ['field.district', d.district && unitName(d.district)], ['field.confidential', d.confidential ? t('say.yes') : undefined], ['field.accused', d.accused && unitName(d.accused)]] },
    { step: 3, rows: [['field.name', d.name], ['field.phone', d.phone]] },
  ]
  return (
    <div class="card review">
      {parts.map((p) => (
        <section key={p.step}>
          <header>
            <h2>{t(`case.step.${p.step}` as Key)}</h2>
            <button type="button" class="small quiet" onClick={() => onEdit(p.step)}>
              {t('do.edit')}
            </button>
          </header>
          <dl>
            {p.rows
              .filter(([, v]) => v)
              .map(([k, v]) => (
                <div key={k}>
                  <dt>{t(k)}</dt>
                  <dd>{v}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      {children}
    </div>
  )
}
