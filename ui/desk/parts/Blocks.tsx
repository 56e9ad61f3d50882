import { outletCards, paragraphs, readable, tel } from '../../shared/blocks'
import { say } from '../words'
import { useOutlets } from './contract'

/** An answer's blocks as staff see them; the preview of the editor and the bench use it. */
export function Blocks({ blocks }: { blocks: unknown }) {
  const outlets = useOutlets().data ?? []
  return (
    <div className="blocks">
      {readable(blocks).map((b, i) => {
        switch (b.kind) {
          case 'text':
            return paragraphs(b.text ?? '').map((p, n) => <p key={`${i}-${n}`}>{p}</p>)
          case 'steps':
            return (
              <div key={i}>
                {b.title && <p className="strong">{b.title}</p>}
                <ol>{b.items?.map((s, n) => <li key={n}>{s}</li>)}</ol>
              </div>
            )
          case 'outlet':
            return outletCards(b, outlets).map((o) => (
              <div key={`${i}-${o.id}`} className="block-card">
                <span className="strong">{o.name}</span>
                <span>{o.address}</span>
                <span className="dim">{[o.hours, o.phone].filter(Boolean).join(' · ')}</span>
              </div>
            ))
          case 'phone':
            return (
              <div key={i} className="block-card">
                <span className="strong">
                  {b.label} <a href={tel(b.number ?? '')}>{b.number}</a>
                </span>
                {b.hours && <span className="dim">{b.hours}</span>}
              </div>
            )
          case 'link':
            return (
              <p key={i}>
                <a href={b.url} target="_blank" rel="noreferrer">
                  {b.label || b.url}
                </a>
              </p>
            )
          case 'picture':
            return <img key={i} src={b.src} alt={b.alt ?? ''} />
          case 'form':
            return (
              <div key={i} className="block-card">
                <span className="strong">{b.label}</span>
                <span className="dim">{b.target === 'message' ? say('打开留言页', 'Opens the message form') : say('打开投诉建议页', 'Opens the complaint form')}</span>
              </div>
            )
        }
      })}
    </div>
  )
}
