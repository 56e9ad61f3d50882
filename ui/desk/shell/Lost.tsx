import { Link } from '@tanstack/react-router'
import { Empty } from '../parts/States'
import { say } from '../words'

export function Lost() {
  return (
    <Empty text={say('没有这个页面', 'There is no such page')}>
      <Link to="/">{say('回到首页', 'Back to the start')}</Link>
    </Empty>
  )
}
