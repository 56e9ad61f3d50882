import { expect, request as requests, type APIRequestContext, type Page } from '@playwright/test'
import { freshKey, password, post } from './staff'

/** Those at the desk, by the API: each with a session of its own. */
export class Desk {
  private readonly people = new Map<string, APIRequestContext>()
  constructor(private readonly baseURL: string) {}

  async as(username: string): Promise<APIRequestContext> {
    let r = this.people.get(username)
    if (!r) {
      r = await requests.newContext({ baseURL: this.baseURL })
      await post(r, '/session', { username, password })
      this.people.set(username, r)
    }
    return r
  }

  /** Takes one act at the revision that stands. */
  async act(username: string, id: string, act: string, fields: Record<string, string> = {}): Promise<void> {
    const r = await this.as(username)
    const seen = (await (await r.get(`/api/v1/cases/${id}`)).json()) as { rev: number }
    await post(r, `/cases/${id}/actions/${act}`, { rev: seen.rev, fields })
  }

  /** The unit of a member of staff. */
  async unit(username: string): Promise<string> {
    const r = await this.as(username)
    const { department } = (await (await r.get('/api/v1/session')).json()) as { department: string }
    const list = (await (await r.get('/api/v1/departments')).json()) as { items: { id: string; name: string }[] }
    return list.items.find((d) => d.name === department)!.id
  }

  /** Accepted, dispatched to the clerk's unit, signed for. */
  async handle(id: string): Promise<void> {
    await this.act('dispatcher', id, 'accept')
    await this.act('dispatcher', id, 'dispatch', { department: await this.unit('clerk') })
    await this.act('clerk', id, 'sign')
  }

  async answer(id: string, text: string): Promise<void> {
    await this.act('clerk', id, 'reply', { record: '已到现场处理。', public_reply: text })
    await this.act('reviewer', id, 'review_pass')
  }

  async leave(): Promise<void> {
    for (const r of this.people.values()) await r.dispose()
  }
}

/** Raises a case in the page's browser and gives its id. */
export async function raise(page: Page, title: string, more: Record<string, unknown> = {}): Promise<string> {
  const r = await page.context().request.post('/api/v1/cases', {
    data: { kind: 'complaint', class: '', title, content: '路面破损多日，晚上看不清。', place: '城东区青年路 12 号', may_publish: true, contact: { name: '王女士', phone: '13800002031' }, ...more },
    headers: { 'Idempotency-Key': freshKey(), 'X-Minhu-As': 'citizen' },
  })
  expect(r.status(), await r.text()).toBe(201)
  return ((await r.json()) as { id: string }).id
}
