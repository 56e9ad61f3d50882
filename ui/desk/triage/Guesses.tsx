import { Button } from 'antd'
import type { ClassSuggestion } from '../../shared/views'
import { say } from '../words'

/** Classes that the model thinks of, with the words that say so and the unit the duty list names. */
export function Guesses({ list, chosen, accept }: { list: ClassSuggestion[]; chosen?: string; accept: (n: number) => void }) {
  if (!list.length) return null
  return (
    <ul className="guesses" aria-label={say('建议的分类', 'Suggested classes')}>
      {list.map((g, n) => (
        <li key={g.class}>
          <Button size="small" type={g.class === chosen ? 'primary' : 'default'} onClick={() => accept(n)}>
            <span className="num">Alt {n + 1}</span> {g.class_name} <span className="num">{Math.round(g.score * 100)}%</span>
          </Button>
          <span className="dim small">
            {g.grounds.length > 0 && say(`依据：${g.grounds.join('、')}`, `because of: ${g.grounds.join(', ')}`)}
            {g.department_name && ` · ${g.department_name}`}
          </span>
        </li>
      ))}
    </ul>
  )
}
