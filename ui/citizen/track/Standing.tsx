import { day } from '../../shared/format'
import type { CaseView, Contract } from '../../shared/views'
import { sayChoice } from '../choices'
import { Copy } from '../parts'
import { words } from '../words'
import { t } from '../words/life'

/** The short numbers of lines that a phone can dial by itself. */
const numbers: Record<string, string> = { police: '110', fire: '119', medical: '120', traffic: '122' }

/** What a stage out of the ordinary means for the citizen: what is asked, what was promised, whom to call. */
export function Standing({ v, c }: { v: CaseView; c: Contract }) {
  const told = stage(v, c)
  const forSomebody = v.survey_path && v.on_behalf_relation && v.on_behalf_relation !== 'self'
  const waits = v.pending?.some((p) => p.kind === 'contest')
  return (
    <>
      {told && (
        <section class="card stand">
          <h2>{told.head}</h2>
          {told.text && <p class="para">{told.text}</p>}
          <p class="hint">{told.say}</p>
          {told.number && (
            <a class="primary wide-button" href={`tel:${told.number}`}>
              {t('stand.call', { number: told.number })}
            </a>
          )}
          {v.stage === 'archived' && (
            <a class="button wide-button" href="#/case">
              {t('stand.archived.do')}
            </a>
          )}
        </section>
      )}
      {waits && <p class="tip">{t('stand.contest')}</p>}
      {forSomebody && (
        <p class="tip">
          {t('stand.family')}
          <Copy text={new URL(v.survey_path!, location.href).href} />
        </p>
      )}
    </>
  )
}

interface Told {
  head: string
  say: string
  text?: string
  number?: string
}

function stage(v: CaseView, c: Contract): Told | undefined {
  switch (v.stage) {
    case 'supplementing':
      return { head: t('stand.supplementing'), text: v.question, say: t('stand.supplementing.say') }
    case 'deferred':
      return { head: t('stand.deferred', { day: v.promised ? day(`${v.promised}T00:00:00+08:00`, words.lang) : '' }), say: t('stand.deferred.say') }
    case 'merged':
      return { head: t('stand.merged'), say: t('stand.merged.say') }
    case 'transferred':
      return { head: t('stand.transferred', { line: sayChoice(c, 'line', v.line) }), say: t('stand.transferred.say'), number: numbers[v.line ?? ''] }
    case 'archived':
      return { head: t('stand.archived'), say: t('stand.archived.say') }
  }
  return undefined
}
