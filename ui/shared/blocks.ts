import type { Block, Outlet } from './views'

const kinds = ['text', 'steps', 'outlet', 'phone', 'link', 'picture', 'form']

/** Blocks as the server sent them; kinds that this page does not know yet are left out rather than shown raw. */
export function readable(blocks: unknown): Block[] {
  if (!Array.isArray(blocks)) return []
  return blocks.filter((b): b is Block => !!b && typeof b === 'object' && kinds.includes((b as Block).kind))
}

/** An outlet as cards show it, whether it came by id or was written into the block. */
export interface OutletCard {
  id: string
  name: string
  address: string
  hours?: string
  phone?: string
  lat?: number
  lng?: number
}

/** The cards of an outlet block; ids that are not in the list (closed outlets) are left out. */
export function outletCards(b: Block, all: Outlet[]): OutletCard[] {
  if (b.outlet_ids?.length) {
    const byID = new Map(all.map((o) => [o.id, o]))
    return b.outlet_ids.flatMap((id) => byID.get(id) ?? [])
  }
  return b.name ? [{ id: b.name, name: b.name, address: b.address ?? '', hours: b.hours, phone: b.phone, lat: b.lat, lng: b.lng }] : []
}

export interface MapLink {
  vendor: 'amap' | 'baidu' | 'tencent' | 'apple'
  url: string
}

/**
 * Links that open a place in a map application. Coordinates are GCJ-02; the order differs by vendor. Without coordinates the
 * vendors are asked to look for the address.
 */
export function mapLinks(o: OutletCard, app = 'minhu'): MapLink[] {
  const e = encodeURIComponent
  if (o.lat === undefined || o.lng === undefined || (o.lat === 0 && o.lng === 0)) {
    const q = e(`${o.name} ${o.address}`)
    return [
      { vendor: 'amap', url: `https://uri.amap.com/search?keyword=${q}&src=${e(app)}&callnative=1` },
      { vendor: 'baidu', url: `https://api.map.baidu.com/place/search?query=${q}&output=html&src=${e(`webapp.${app}.${app}`)}` },
      { vendor: 'apple', url: `https://maps.apple.com/?q=${q}` },
    ]
  }
  const { lat, lng } = o
  return [
    { vendor: 'amap', url: `https://uri.amap.com/marker?position=${lng},${lat}&name=${e(o.name)}&src=${e(app)}&coordinate=gaode&callnative=1` },
    { vendor: 'baidu', url: `https://api.map.baidu.com/marker?location=${lat},${lng}&title=${e(o.name)}&content=${e(o.address)}&output=html&coord_type=gcj02&src=${e(`webapp.${app}.${app}`)}` },
    { vendor: 'tencent', url: `https://apis.map.qq.com/uri/v1/marker?marker=${e(`coord:${lat},${lng};title:${o.name};addr:${o.address}`)}&referer=${e(app)}` },
    { vendor: 'apple', url: `https://maps.apple.com/?ll=${lat},${lng}&q=${e(o.name)}` },
  ]
}

/** "tel:" link of a number as it is written for people. */
export function tel(number: string): string {
  return `tel:${number.replace(/[^\d+]/g, '')}`
}

/** The answer as plain text: for reading aloud, copying, previews. */
export function plain(blocks: Block[], outlets: Outlet[] = []): string {
  const out: string[] = []
  for (const b of blocks) {
    switch (b.kind) {
      case 'text':
        out.push(b.text ?? '')
        break
      case 'steps':
        if (b.title) out.push(b.title)
        b.items?.forEach((s, i) => out.push(`${i + 1}. ${s}`))
        break
      case 'outlet':
        for (const o of outletCards(b, outlets)) out.push([o.name, o.address, o.hours, o.phone].filter(Boolean).join('，'))
        break
      case 'phone':
        out.push(`${b.label ?? ''} ${b.number ?? ''}${b.hours ? `（${b.hours}）` : ''}`.trim())
        break
      case 'link':
        out.push(`${b.label ?? ''} ${b.url ?? ''}`.trim())
        break
      case 'picture':
        out.push(b.alt ?? '')
        break
      case 'form':
        out.push(b.label ?? '')
        break
    }
  }
  return out.filter(Boolean).join('\n')
}

/** Text with its paragraphs apart; single line breaks stay in their paragraph. */
export function paragraphs(text: string): string[] {
  return text.split(/\n{2,}/).map((p) => p.trim()).filter(Boolean)
}
