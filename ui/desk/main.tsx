import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import 'antd/dist/reset.css'
import '../shared/tokens.css'
import './styles/frame.css'
import './styles/lists.css'
import './styles/pages.css'
import './styles/calls.css'
import './styles/desk.css'
import './styles/board.css'
import './styles/kb.css'
import './styles/figures.css'
import './styles/cases.css'
import './styles/notices.css'
import './styles/time.css'
import './styles/rates.css'
import './styles/people.css'
import { words } from './words'
import { Desk } from './Desk'

void words.start().then(() => {
  createRoot(document.getElementById('app')!).render(
    <StrictMode>
      <Desk />
    </StrictMode>,
  )
})
