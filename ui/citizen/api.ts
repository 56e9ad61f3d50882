import { Client, newKey } from '../shared/client'
import { Live } from '../shared/live'
import type { CaseClass, City, Contract, Department, HotScene, Outlet, Page } from '../shared/views'
import { Cell } from './cell'

/** Whether the server can be reached and serves, as far as the last request tells. */
export type Reach = 'fine' | 'offline' | 'down'
export const reach = new Cell<Reach>('fine')
addEventListener('offline', () => reach.set('offline'))
addEventListener('online', () => void probe())

export const api = new Client({
  as: 'citizen',
  onReach: (reached, why) => {
    // Too many requests of our own say nothing about the server.
    if (reached || why?.status === 429) reach.set('fine')
    else reach.set(why?.code === 'offline' ? 'offline' : 'down')
  },
})

/** While the server is out of reach it is asked every few seconds, so that the page notices its return by itself. */
let probing: ReturnType<typeof setTimeout> | undefined
async function probe(): Promise<void> {
  clearTimeout(probing)
  probing = undefined
  try {
    await loadCity(false)
  } catch {
    // the request has told `reach`, and that asks again
  }
}
reach.follow(() => {
  if (reach.value !== 'fine') again()
})
function again(): void {
  probing ??= setTimeout(() => {
    void probe().then(() => {
      if (reach.value !== 'fine') again()
    })
  }, 4000)
}
export const live = new Live('citizen')
export const liveState = new Cell(live.state)
live.subscribe((n) => {
  if (n.type === 'state') liveState.set(n.state)
})

export const city = new Cell<City | undefined>(undefined)

/** Reads names, notice and service hours; visit counts it as somebody's visit, which also makes the browser known. */
export async function loadCity(visit: boolean): Promise<void> {
  city.set(await api.get<City>('/api/v1/city', { tries: 1 }))
  if (visit) await api.post('/api/v1/visits', {}, { key: newKey(), tries: 1 }).catch(() => undefined)
}

/** Milliseconds to add to this machine's clock to have the server's. */
export function serverNow(): number {
  return Date.now() + skew
}
let skew = 0
city.follow(() => {
  if (city.value) skew = new Date(city.value.now).getTime() - Date.now()
})

const lists = new Map<string, Promise<unknown>>()

/** Reads a list once a page load; a failure is forgotten, so that the next asker tries again. */
function once<T>(path: string): Promise<T> {
  let p = lists.get(path) as Promise<T> | undefined
  if (!p) {
    p = api.get<T>(path)
    p.catch(() => lists.delete(path))
    lists.set(path, p)
  }
  return p
}

const items = <T>(path: string) => () => once<Page<T>>(path).then((r) => r.items)

export const outlets = items<Outlet>('/api/v1/outlets')
export const departments = items<Department>('/api/v1/departments')
export const classes = items<CaseClass>('/api/v1/classes')
export const hotQuestions = items<HotScene>('/api/v1/hot-questions')
export const contract = () => once<Contract>('/api/v1/contract')
