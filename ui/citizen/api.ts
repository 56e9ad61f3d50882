import { Client } from '../shared/client'
import { Live } from '../shared/live'
import type { CaseClass, City, Contract, Department, HotScene, Outlet, Page } from '../shared/types'
import { Cell } from './cell'

/** Whether the server is within reach, as far as the last request tells. */
export const reach = new Cell(true)
addEventListener('online', () => reach.set(true))
addEventListener('offline', () => reach.set(false))

export const api = new Client({ as: 'citizen', onReach: (r) => reach.set(r) })
export const live = new Live('citizen')
export const liveState = new Cell(live.state)
live.subscribe((n) => {
  if (n.type === 'state') liveState.set(n.state)
})

export const city = new Cell<City | undefined>(undefined)

export async function loadCity(): Promise<void> {
  city.set(await api.get<City>('/api/v1/city?visit=1'))
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
