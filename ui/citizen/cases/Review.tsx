import type { ComponentChildren } from 'preact'
import { t, type Key } from '../words'
import { also } from '../words/evidence'
import type { CaseDraft } from './draft'

/** Everything that was written, with a way back to each step. */
export function Review({ d, kind, className, relation, unitName, onEdit, children }: { d: CaseDraft; kind: string; className?: string; relation: string; unitName: (id: string) => string; onEdit: (step: number) => void; children: ComponentChildren }) {
  const parts: { step: number; rows: [string, string | undefined][] }[] = [
    { step: 1, rows: [[t('field.kind'), kind], [t('field.class'), className], [t('field.title'), d.title], [t('field.content'), d.content]] },
    { step: 2, rows: [[t('field.place'), d.place], [t('field.district'), d.district && unitName(d.district)], [t('field.confidential'), d.confidential ? t('say.yes') : undefined], [t('field.accused'), d.accused && unitName(d.accused)], [also('form.publish'), d.publish ? t('say.yes') : undefined]] },
    { step: 3, rows: [[t('field.name'), d.name], [t('field.phone'), d.phone], [also('form.relation'), d.relation === 'self' ? undefined : relation]] },
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
                  <dt>{k}</dt>
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
