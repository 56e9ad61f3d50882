import { kept, type Search } from './address'

/** A selection of a list under a name of its owner's. */
export interface View {
  name: string
  search: Record<string, string>
}

/** Names are short enough for a menu. */
export const longestName = 20
const most = 20

const place = (person: string, list: string) => `minhu.views.${person}.${list}`

/** The views that a person has saved for a list on this browser. Storage that is closed, or holds something else, has none. */
export function views(person: string, list: string): View[] {
  try {
    const all = JSON.parse(localStorage.getItem(place(person, list)) ?? '[]') as unknown
    return Array.isArray(all) ? all.filter((v): v is View => typeof v?.name === 'string' && typeof v?.search === 'object' && v.search !== null) : []
  } catch {
    return []
  }
}

function put(person: string, list: string, all: View[]): View[] {
  try {
    if (all.length) localStorage.setItem(place(person, list), JSON.stringify(all))
    else localStorage.removeItem(place(person, list))
  } catch {
    // the views last for this page only
  }
  return all
}

/** Saves a selection; the same name takes its place. The oldest goes when there are too many. */
export function saveView(person: string, list: string, name: string, search: Search): View[] {
  const short = Array.from(name.trim()).slice(0, longestName).join('')
  if (!short) return views(person, list)
  return put(person, list, [...views(person, list).filter((v) => v.name !== short), { name: short, search: kept(search) }].slice(-most))
}

export function dropView(person: string, list: string, name: string): View[] {
  return put(person, list, views(person, list).filter((v) => v.name !== name))
}
