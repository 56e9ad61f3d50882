import { useSeat } from '../session'
import { Empty } from '../parts/States'
import { say } from '../words'
import { placesOf } from './places'
import { Link } from '@tanstack/react-router'

/** For accounts whose work lies outside the desk. */
export function Welcome() {
  const { session } = useSeat()
  const places = placesOf(session)
  return (
    <div className="page">
      <h1>{say(`${session.name ?? ''}，您好`, `Good day, ${session.name ?? ''}`)}</h1>
      {places.length === 0 ? (
        <Empty text={say('您的账号没有可办理的事项；需要权限请联系管理员', 'This account has no work here; ask an administrator for rights')} />
      ) : (
        <p>
          {places.map((p) => (
            <Link key={p.to} to={p.to} style={{ marginRight: 16 }}>
              {p.label}
            </Link>
          ))}
        </p>
      )}
    </div>
  )
}
