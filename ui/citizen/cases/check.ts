import { length } from '../../shared/format'
import type { CaseDraft } from './draft'
import { t } from '../words'

export type Errors = Record<string, string>

const phone = /^\+?[0-9][0-9\- ]{5,18}[0-9]$/

/** What is wrong on a step before it is left; the server decides anew. */
export function check(d: CaseDraft, step: number): Errors {
  const bad: Errors = {}
  const text = (name: 'title' | 'content' | 'place', max: number, required: boolean) => {
    const n = length(d[name].trim())
    if (required && n === 0) bad[name] = t('form.required', { name: t(`field.${name}`) })
    else if (n > max) bad[name] = t('form.count', { n, max })
  }
  if (step === 1) {
    if (!d.kind) bad.kind = t('form.choose', { name: t('field.kind') })
    text('title', 60, true)
    text('content', 2000, true)
  }
  if (step === 2) text('place', 120, false)
  if (step === 3) {
    if (!d.name.trim()) bad['contact.name'] = t('form.required', { name: t('field.name') })
    if (!d.phone.trim()) bad['contact.phone'] = t('form.required', { name: t('field.phone') })
    else if (!phone.test(d.phone.trim())) bad['contact.phone'] = t('field.phone.bad')
    if (!d.agree) bad.agree = t('field.agree.required')
  }
  return bad
}
