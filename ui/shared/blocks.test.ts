import { describe, expect, it } from 'vitest'
import { mapLinks, outletCards, paragraphs, plain, readable, tel } from './blocks'
import type { Block, Outlet } from './views'

const outlet: Outlet = { id: 'a', name: '城东 & 政务厅', address: '青年路 18 号', hours: '9:00', phone: '0000-8123', lat: 30.1, lng: 120.2 }

describe('blocks', () => {
  it('leaves out kinds it does not know', () => {
    expect(readable([{ kind: 'text', text: 'a' }, { kind: 'hologram' }, null, 3])).toEqual([{ kind: 'text', text: 'a' }])
    expect(readable(undefined)).toEqual([])
  })

  it('resolves outlets by id, in order, without closed ones, or takes the written one', () => {
    expect(outletCards({ kind: 'outlet', outlet_ids: ['gone', 'a'] }, [outlet]).map((o) => o.name)).toEqual(['城东 & 政务厅'])
    expect(outletCards({ kind: 'outlet', name: '代办点', address: '某路' }, [])).toMatchObject([{ name: '代办点', address: '某路' }])
    expect(outletCards({ kind: 'outlet' }, [outlet])).toEqual([])
  })

  it.each([
    ['amap', 'https://uri.amap.com/marker?position=120.2,30.1&name=%E5%9F%8E%E4%B8%9C%20%26%20%E6%94%BF%E5%8A%A1%E5%8E%85&src=minhu&coordinate=gaode&callnative=1'],
    ['baidu', 'https://api.map.baidu.com/marker?location=30.1,120.2&title=%E5%9F%8E%E4%B8%9C%20%26%20%E6%94%BF%E5%8A%A1%E5%8E%85&content=%E9%9D%92%E5%B9%B4%E8%B7%AF%2018%20%E5%8F%B7&output=html&coord_type=gcj02&src=webapp.minhu.minhu'],
    ['apple', 'https://maps.apple.com/?ll=30.1,120.2&q=%E5%9F%8E%E4%B8%9C%20%26%20%E6%94%BF%E5%8A%A1%E5%8E%85'],
  ])('links to %s in its own order of coordinates', (vendor, url) => {
    expect(mapLinks(outlet).find((m) => m.vendor === vendor)?.url).toBe(url)
  })

  it('writes Tencent’s marker as one encoded value', () => {
    const url = new URL(mapLinks(outlet).find((m) => m.vendor === 'tencent')!.url)
    expect(url.searchParams.get('marker')).toBe('coord:30.1,120.2;title:城东 & 政务厅;addr:青年路 18 号')
  })

  it('looks for the address where there are no coordinates', () => {
    for (const m of mapLinks({ ...outlet, lat: undefined, lng: undefined })) expect(decodeURIComponent(m.url)).toContain('青年路 18 号')
  })

  it('makes plain text and telephone links', () => {
    const all: Block[] = [
      { kind: 'text', text: '先办证。' },
      { kind: 'steps', title: '步骤', items: ['一', '二'] },
      { kind: 'outlet', outlet_ids: ['a'] },
      { kind: 'phone', label: '热线', number: '0000-811', hours: '工作日' },
      { kind: 'picture', alt: '图', src: '/x.png' },
    ]
    expect(plain(all, [outlet])).toBe('先办证。\n步骤\n1. 一\n2. 二\n城东 & 政务厅，青年路 18 号，9:00，0000-8123\n热线 0000-811（工作日）\n图')
    expect(tel('+86 0000-811')).toBe('tel:+860000811')
    expect(paragraphs('a\nb\n\nc')).toEqual(['a\nb', 'c'])
  })
})
