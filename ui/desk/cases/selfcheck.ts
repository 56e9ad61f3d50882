/** Sentences that ask or complain of something; shorter ones are greetings. In characters. */
const leastAsk = 5
const mostAsks = 8

const courtesy = /^(您?好|你好|尊敬的|谢谢|感谢|多谢|麻烦|此致|敬礼|希望.{0,6}(尽快|早日)?(回复|答复)|盼复|请问一下)[，,！!。.]*$/

/** The asks of a matter, sentence by sentence: each of them wants an answer. */
export function asksOf(matter: string): string[] {
  const sentences = matter.split(/(?<=[。！？!?；;\n])/).map((s) => s.replace(/[。；;\s]+$/u, '').trim())
  return sentences.filter((s) => Array.from(s).length >= leastAsk && !courtesy.test(s)).slice(0, mostAsks)
}

/** Numbers of a person that must not stand in a public text, masked: mobile phones and identity numbers. */
export function personal(text: string): string[] {
  const out: string[] = []
  // An identity number first: a part of it looks like a phone number.
  const rest = text.replace(/(?<!\d)\d{6}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/g, (m) => {
    out.push(`${m.slice(0, 6)}********${m.slice(-4)}`)
    return ' '
  })
  for (const m of rest.matchAll(/(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/g)) {
    const digits = m[0].replace(/\D/g, '')
    out.push(`${digits.slice(0, 3)}****${digits.slice(-4)}`)
  }
  return out
}

/** Dates and spans that a reply promises, in its own words. Who promises is held to it. */
export function promises(text: string): string[] {
  const found = text.matchAll(/(\d{4}年)?\d{1,2}月(\d{1,2}日|底|初|中旬|上旬|下旬)|[\d一二两三四五六七八九十]+个?(工作日|日|天|周|月|小时)(之?内|后)|(本|下)(周|月)(内|底|[一二三四五六日])?|(年|月)底前?|明天|近期|尽快/gu)
  return [...new Set([...found].map((m) => m[0]))]
}

/** Words of a promise that bind nobody. */
export const vague = (promise: string): boolean => promise === '近期' || promise === '尽快'
