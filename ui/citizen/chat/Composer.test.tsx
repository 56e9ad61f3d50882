import { render } from 'preact'
import { act } from 'preact/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Composer, composing } from './Composer'

const found = [
  { article_id: '1', text: '居住证怎么办理', question: '居住证怎么办理' },
  { article_id: '2', text: '居住证到期怎么续签', question: '居住证到期怎么续签' },
]

describe('composer', () => {
  let root: HTMLElement
  let sent: string[]
  let asked: string[]
  const box = () => root.querySelector('textarea')!
  const options = () => [...root.querySelectorAll('[role=option]')]
  const type = async (text: string) => {
    await act(() => {
      box().value = text
      box().dispatchEvent(new InputEvent('input', { bubbles: true }))
    })
  }
  const press = (key: string, more: KeyboardEventInit = {}) => act(() => void box().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })))
  const pause = () => act(async () => void (await vi.advanceTimersByTimeAsync(200)))

  beforeEach(() => {
    localStorage.clear()
    vi.useFakeTimers()
    sent = []
    asked = []
    vi.stubGlobal('fetch', async (u: string) => {
      asked.push(decodeURIComponent(u))
      return new Response(JSON.stringify({ items: found }))
    })
    root = document.createElement('div')
    document.body.replaceChildren(root)
    return act(() => render(<Composer onSend={(s) => sent.push(s)} suggest placeholder="问" />, root))
  })
  afterEach(() => {
    render(null, root)
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('sends with Enter, not with Shift+Enter, and never nothing', async () => {
    await press('Enter')
    await type('第一行')
    await press('Enter', { shiftKey: true })
    expect(sent).toEqual([])
    await press('Enter')
    expect(sent).toEqual(['第一行'])
    expect(box().value).toBe('')
  })

  it('does not send while an input method composes', async () => {
    await type('juzhu')
    await press('Enter', { isComposing: true })
    await press('Enter', { keyCode: 229 })
    expect(sent).toEqual([])
    expect(composing({ keyCode: 229 })).toBe(true)
    expect(composing({ isComposing: false, keyCode: 13 })).toBe(false)
  })

  it('completes from two characters on, not while composing', async () => {
    await type('居')
    await pause()
    expect(asked).toEqual([])
    await act(() => void box().dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true })))
    await type('居住')
    await pause()
    expect(asked).toEqual([])
    await act(() => void box().dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })))
    await pause()
    expect(asked).toEqual(['/api/v1/suggestions?q=居住'])
    expect(options().map((o) => o.textContent)).toEqual(['居住证怎么办理', '居住证到期怎么续签'])
  })

  it('moves through the suggestions by arrow keys, round and round, and sends the chosen one', async () => {
    await type('居住')
    await pause()
    await press('ArrowDown')
    expect(options()[0]!.getAttribute('aria-selected')).toBe('true')
    expect(box().getAttribute('aria-activedescendant')).toBe('suggest-0')
    await press('ArrowDown')
    await press('ArrowDown')
    expect(box().getAttribute('aria-activedescendant')).toBeNull()
    await press('ArrowUp')
    expect(box().getAttribute('aria-activedescendant')).toBe('suggest-1')
    await press('Enter')
    expect(sent).toEqual(['居住证到期怎么续签'])
    expect(options()).toEqual([])
  })

  it('closes the suggestions with Escape and then sends what was typed', async () => {
    await type('居住')
    await pause()
    await press('Escape')
    expect(options()).toEqual([])
    await press('Enter')
    expect(sent).toEqual(['居住'])
  })

  it('keeps a draft over a reload and refuses what is too long', async () => {
    await type('写了一半')
    expect(JSON.parse(localStorage.getItem('minhu.draft.chat')!)).toBe('写了一半')
    await type('字'.repeat(501))
    await press('Enter')
    expect(sent).toEqual([])
    expect(root.querySelector('.count')!.textContent).toBe('501/500')
  })
})
