import { useState } from 'preact/hooks'
import { mapLinks, outletCards, paragraphs, tel, type OutletCard } from '../../shared/blocks'
import type { Block, Outlet } from '../../shared/views'
import { Icon } from '../icons'
import { Copy, Dialog } from '../parts'
import { t, type Key } from '../words'

/** An answer's parts, each in its own dress. */
export function Blocks({ blocks, outlets, from }: { blocks: Block[]; outlets: Outlet[]; from?: string }) {
  return (
    <>
      {blocks.map((b, i) => (
        <OneBlock key={i} b={b} outlets={outlets} from={from} />
      ))}
    </>
  )
}

function OneBlock({ b, outlets, from }: { b: Block; outlets: Outlet[]; from?: string }) {
  switch (b.kind) {
    case 'text':
      return (
        <>
          {paragraphs(b.text ?? '').map((p, i) => (
            <p key={i} class="para">
              {p}
            </p>
          ))}
        </>
      )
    case 'steps':
      return (
        <div class="steps">
          {b.title && <h3>{b.title}</h3>}
          <ol>
            {b.items?.map((s, i) => (
              <li key={i}>{s}</li>
            ))}
          </ol>
        </div>
      )
    case 'outlet':
      return <Outlets cards={outletCards(b, outlets)} />
    case 'phone':
      return (
        <a class={`tile call${short(b) ? ' urgent' : ''}`} href={tel(b.number ?? '')}>
          <Icon name="phone" />
          <span class="row-main">
            {b.label !== b.number && <small>{b.label}</small>}
            <strong>{b.number}</strong>
            {b.hours && <small>{b.hours}</small>}
          </span>
          <span class="do">{t('block.call')}</span>
        </a>
      )
    case 'link':
      return (
        <a class="tile" href={b.url} target="_blank" rel="noreferrer noopener">
          <Icon name="link" />
          <span class="row-main">
            <strong>{b.label}</strong>
            <small>{host(b.url)}</small>
          </span>
          <span class="offscreen">{t('block.link.out')}</span>
          <Icon name="right" />
        </a>
      )
    case 'picture':
      return <Picture src={b.src ?? ''} alt={b.alt ?? ''} />
    case 'form': {
      const q = new URLSearchParams()
      if (b.case_kind) q.set('kind', b.case_kind)
      if (b.class) q.set('class', b.class)
      if (from) q.set('from', from)
      return (
        <a class="tile jump" href={`#/${b.target === 'message' ? 'board/new' : 'case'}?${q}`}>
          <Icon name={b.target === 'message' ? 'board' : 'case'} />
          <span class="row-main">
            <strong>{b.label}</strong>
          </span>
          <Icon name="right" />
        </a>
      )
    }
  }
}

/** Emergency numbers: three digits that begin with 1. */
function short(b: Block): boolean {
  return /^1[12]\d$/.test(b.number ?? '')
}

function host(url?: string): string {
  try {
    return new URL(url ?? '').host
  } catch {
    return ''
  }
}

function Outlets({ cards }: { cards: OutletCard[] }) {
  const [all, setAll] = useState(false)
  const shown = all ? cards : cards.slice(0, 2)
  return (
    <div class="outlets">
      {shown.map((o) => (
        <Place key={o.id} o={o} />
      ))}
      {cards.length > shown.length && (
        <button type="button" class="small" onClick={() => setAll(true)}>
          {t('block.outlets.more', { n: cards.length - shown.length })}
        </button>
      )}
    </div>
  )
}

function Place({ o }: { o: OutletCard }) {
  const [open, setOpen] = useState(false)
  return (
    <section class="outlet">
      <h3>
        <Icon name="pin" />
        {o.name}
      </h3>
      <dl>
        <dt>{t('block.address')}</dt>
        <dd>{o.address}</dd>
        {o.hours && (
          <>
            <dt>{t('block.hours')}</dt>
            <dd>{o.hours}</dd>
          </>
        )}
        {o.phone && (
          <>
            <dt>{t('block.phone')}</dt>
            <dd>
              <a href={tel(o.phone)}>{o.phone}</a>
            </dd>
          </>
        )}
      </dl>
      <div class="acts">
        <button type="button" class="small" onClick={() => setOpen(true)}>
          <Icon name="pin" />
          {t('block.map')}
        </button>
        <Copy text={`${o.name} ${o.address}`} label={t('block.copy.address')} />
      </div>
      {open && (
        <Dialog label={t('block.map.choose')} onClose={() => setOpen(false)}>
          <h2>{t('block.map.choose')}</h2>
          <ul class="menu">
            {mapLinks(o).map((m) => (
              <li key={m.vendor}>
                <a class="row" href={m.url} target="_blank" rel="noreferrer noopener">
                  <span class="row-main">{t(`block.map.${m.vendor}` as Key)}</span>
                  <Icon name="link" />
                </a>
              </li>
            ))}
          </ul>
          <Copy text={`${o.name} ${o.address}`} label={t('block.copy.address')} class="button wide-button" />
        </Dialog>
      )}
    </section>
  )
}

function Picture({ src, alt }: { src: string; alt: string }) {
  const [broken, setBroken] = useState(false)
  const [open, setOpen] = useState(false)
  if (broken) return <p class="hint">{t('block.picture.broken', { alt })}</p>
  return (
    <figure class="picture">
      <button type="button" onClick={() => setOpen(true)} aria-label={t('block.zoom', { alt })}>
        <img src={src} alt={alt} loading="lazy" onError={() => setBroken(true)} />
        <Icon name="zoom" />
      </button>
      <figcaption>{alt}</figcaption>
      {open && (
        <Dialog label={alt} onClose={() => setOpen(false)}>
          <img class="large" src={src} alt={alt} />
        </Dialog>
      )}
    </figure>
  )
}
