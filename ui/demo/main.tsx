import { render } from 'preact'
import '../shared/tokens.css'
import './demo.css'
import { Demo } from './Demo'
import { words } from './words'

void words.start().then(() => render(<Demo />, document.getElementById('app')!))
