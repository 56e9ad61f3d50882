import { paragraphs } from '../../shared/blocks'
import { t } from '../words/life'

/** What the citizen wrote. */
export function Matter({ rows, content }: { rows: [string, string | undefined][]; content: string }) {
  return (
    <section class="card">
      <h2>{t('track.content')}</h2>
      {paragraphs(content).map((p, i) => (
        <p key={i} class="para">
          {p}
        </p>
      ))}
      <dl class="facts">
        {rows
          .filter(([, v]) => v)
          .map(([k, v]) => (
            <div key={k}>
              <dt>{k}</dt>
              <dd>{v}</dd>
            </div>
          ))}
      </dl>
    </section>
  )
}
