import { useContract, useDepartments } from '../parts/contract'
import { say } from '../words'
import { actWord, kindWord, scopeWord } from '../words/policy'
import type { Right } from './views'

/** What a change gives and takes, by kind of thing. A deny is shown as what it is. */
export function Rights({ gained, lost }: { gained: Right[]; lost: Right[] }) {
  if (!gained.length && !lost.length) return <p className="dim small">{say('权限不变', 'Rights stay as they are')}</p>
  return (
    <div className="rights">
      <Side title={say(`增加 ${gained.length} 项权限`, `${gained.length} rights more`)} mark="+" rights={gained} />
      <Side title={say(`减少 ${lost.length} 项权限`, `${lost.length} rights fewer`)} mark="−" rights={lost} />
    </div>
  )
}

function Side({ title, mark, rights }: { title: string; mark: string; rights: Right[] }) {
  const contract = useContract()
  const departments = useDepartments().data
  if (!rights.length) return null
  const at = (path?: string) => departments?.find((d) => d.path === path)?.short_name ?? path
  const kinds = [...new Set(rights.map((r) => r.kind))]
  return (
    <details open={rights.length <= 24}>
      <summary>
        <b aria-hidden="true">{mark}</b> {title}
      </summary>
      <dl>
        {kinds.map((k) => (
          <div key={k}>
            <dt>{kindWord(k)}</dt>
            <dd>
              {rights
                .filter((r) => r.kind === k)
                .map((r) => (
                  <span key={`${r.act}${r.scope}${r.effect}${r.dept_path ?? ''}`} className={r.effect === 'deny' ? 'right right-deny' : 'right'}>
                    {r.effect === 'deny' && say('禁止 ', 'never ')}
                    {actWord(k, r.act, contract.act)}
                    <small>
                      {scopeWord(r.scope)}
                      {r.dept_path && ` · ${at(r.dept_path)}`}
                    </small>
                  </span>
                ))}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
