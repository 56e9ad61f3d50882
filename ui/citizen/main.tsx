import { render } from 'preact'
import '../shared/tokens.css'

render(<main>12345</main>, document.getElementById('app')!)
