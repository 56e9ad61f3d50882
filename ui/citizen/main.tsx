import { render } from 'preact'
import '../shared/tokens.css'
import './style/base.css'
import './style/chat.css'
import './style/forms.css'
import './style/track.css'
import { loadCity } from './api'
import { App } from './App'
import { talk } from './chat/Chat'
import { Problem } from '../shared/problem'
import { useEffect, useState } from 'preact/hooks'
import { city } from './api'
import { t, words } from './words'

function Root() {
  const [, draw] = useState(0)
  useEffect(() => words.onChange(() => draw((n) => n + 1)), [])
  return <App />
}

function title(): void {
  if (city.value) document.title = t('city.title', { city: words.pick(city.value.name, city.value.name_en) })
}

/** The city's name and service hours, asked again every ten minutes. Out of reach, `reach` asks until they are there. */
async function begin(visit: boolean): Promise<void> {
  try {
    await loadCity(visit)
  } catch (e) {
    if (!(e instanceof Problem)) throw e
  }
  setTimeout(() => void begin(false), 600_000)
}

void words.start().then(() => {
  render(<Root />, document.getElementById('app')!)
  city.follow(title)
  words.onChange(title)
  void begin(true)
  void talk.resume()
})
