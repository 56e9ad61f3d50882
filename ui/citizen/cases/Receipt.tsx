import { dayTime } from '../../shared/format'
import type { Receipt as Data } from '../../shared/views'
import { city } from '../api'
import { useCell } from '../cell'
import { Icon } from '../icons'
import { Copy, Page } from '../parts'
import { find, t, words } from '../words'
import { savePicture } from './picture'

/** What the citizen keeps: number, query code, and what comes next until when. */
export function Receipt({ kind, data, title }: { kind: 'case' | 'message'; data: Data; title: string }) {
  const here = useCell(city)
  const name = here ? t('city.title', { city: words.pick(here.name, here.name_en) }) : '12345'
  const due = data.due_at ? dayTime(data.due_at, words.lang) : ''
  const next = due && (find(`receipt.due.${data.clock}`, { time: due }) ?? t('receipt.due.other', { time: due }))
  const picture = () =>
    savePicture({
      head: name,
      title: t(kind === 'case' ? 'receipt.case' : 'receipt.message'),
      matter: title,
      rows: [
        [t('receipt.number'), data.number],
        [t('receipt.at'), dayTime(data.at, words.lang)],
        [t('receipt.next'), next],
      ],
      code: data.query_code,
      codeLabel: t('receipt.code'),
      foot: t('receipt.keep'),
      file: `12345-${data.number}.png`,
    })
  return (
    <Page title={t(kind === 'case' ? 'receipt.case' : 'receipt.message')}>
      <section class="card receipt">
        <p class="seal">
          <Icon name="check" />
        </p>
        <p class="matter">{title}</p>
        <p class="code-label">{t('receipt.code')}</p>
        <p class="code">{data.query_code}</p>
        <div class="acts center">
          <Copy text={data.query_code} class="button" />
          <button type="button" class="button" onClick={picture}>
            <Icon name="save" />
            {t('receipt.picture')}
          </button>
        </div>
        <p class="hint">{t('receipt.keep')}</p>
        <dl class="facts">
          <div>
            <dt>{t('receipt.number')}</dt>
            <dd>{data.number}</dd>
          </div>
          <div>
            <dt>{t('receipt.at')}</dt>
            <dd>{dayTime(data.at, words.lang)}</dd>
          </div>
          {next && (
            <div>
              <dt>{t('receipt.next')}</dt>
              <dd>{next}</dd>
            </div>
          )}
        </dl>
        <a class="primary wide-button" href={`#/track/${kind}/${data.id}`}>
          {t('receipt.see')}
        </a>
      </section>
    </Page>
  )
}
