import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import type { components } from '../../shared/api'
import { newKey } from '../../shared/client'
import { api } from '../api'
import { Fault } from '../parts/States'
import { say } from '../words'
import { choiceWord } from '../words/choices'

type Explained = components['schemas']['Explained']
type Candidate = components['schemas']['ExplainedCandidate']

const featureWord = (f: string): string =>
  ({
    equal: say('完全一致', 'equal'), cover_q: say('问题覆盖', 'question covered'), cover_d: say('条目覆盖', 'entry covered'), cosine: say('相似度', 'cosine'), concepts: say('概念', 'concepts'), aspect: say('方面', 'aspect'),
    pairs: say('词对', 'pairs'), order: say('语序', 'order'), run: say('最长连续', 'longest run'), match: say('匹配', 'match'), length: say('长度', 'length'), rarest_miss: say('缺失的关键词', 'rarest missing'), rarest_more: say('多出的关键词', 'rarest extra'),
    negation: say('否定冲突', 'negation'), number: say('数字冲突', 'number'), opposed: say('含义相反', 'opposed'), place: say('地点冲突', 'place'), lacks: say('缺少', 'lacks'), shared: say('与他条共有', 'shared'), number_in: say('条目含数字', 'number in entry'),
  })[f] ?? f

const vetoWord = (v: string): string => ({ opposed: say('含义相反', 'opposed'), number: say('数字不符', 'other number'), negation: say('否定不符', 'negation'), place: say('地点不符', 'other place'), aspect: say('问的方面不同', 'other aspect') })[v] ?? v

const whyWord = (w: string): string =>
  w.startsWith('veto_')
    ? `${say('因冲突改为请市民确认', 'asks because of')}：${vetoWord(w.slice(5))}`
    : ({
        confident: say('把握超过门槛', 'confident'),
        below_answer: say('把握不足以直接回答', 'not sure enough to answer'),
        below_confirm: say('没有足够接近的条目', 'nothing near enough'),
        topic_only: say('只说了事项，没有说要问什么', 'names a matter, asks nothing'),
        nothing_found: say('没有候选', 'no candidates'),
      })[w] ?? w

/** What the bot would do with a question, and why. */
export function QuestionBox({ first, open, close }: { first: string; open: (id: string) => void; close: () => void }) {
  const [text, setText] = useState(first)
  const ask = useMutation({ mutationFn: (q: string) => api.post<Explained>('/api/v1/article-tries', { text: q }, { key: newKey() }) })
  const run = () => text.trim() && ask.mutate(text.trim())
  useEffect(() => {
    if (first) ask.mutate(first)
  }, [])
  const x = ask.data
  return (
    <div className="detail">
      <div className="row">
        <h2 className="grow">{say('试一问：机器人会怎么回答', 'Try a question')}</h2>
        <Button size="small" type="text" aria-label={say('关闭', 'Close')} onClick={close}>×</Button>
      </div>
      <Input.Search size="large" autoFocus enterButton={say('试一试', 'Ask')} loading={ask.isPending} value={text} maxLength={500} aria-label={say('问题', 'Question')} placeholder={say('输入市民可能的问法', 'As a citizen might put it')} onChange={(e) => setText(e.target.value)} onSearch={run} />
      {ask.error && <Fault error={ask.error} retry={run} />}
      {x && (
        <>
          <section className="card pad verdict">
            <p>
              <b>{choiceWord('decision', x.decision.kind)}</b>
              {x.decision.why && <span className="dim"> · {whyWord(x.decision.why)}</span>}
            </p>
            <span className="score-bar" role="img" aria-label={say(`把握 ${x.decision.confidence.toFixed(2)}`, `confidence ${x.decision.confidence.toFixed(2)}`)}>
              <i style={{ width: `${Math.min(1, x.decision.confidence) * 100}%` }} />
              <em style={{ left: `${x.thresholds.answer * 100}%` }} />
              <em style={{ left: `${x.thresholds.confirm * 100}%` }} />
            </span>
            <p className="num small">
              {say('把握', 'confidence')} {x.decision.confidence.toFixed(2)} · {say('直接回答门槛', 'answers from')} {x.thresholds.answer.toFixed(2)} · {say('请确认门槛', 'asks from')} {x.thresholds.confirm.toFixed(2)}
              {x.guard ? ` · ${say('固定话术', 'set phrase')} ${x.guard}` : ''}
            </p>
            <p className="small dim">
              {say('读作', 'read as')} “{x.normal}”{x.matter ? ` · ${say('事项', 'matter')} ${x.matter}` : ''}
              {x.aspects?.length ? ` · ${say('方面', 'aspects')} ${x.aspects.join('、')}` : ''}
            </p>
          </section>
          {(x.candidates ?? []).length === 0 && <p className="dim">{say('没有候选', 'No candidates')}</p>}
          <ol className="candidates">
            {(x.candidates ?? []).map((c) => (
              <CandidateRow key={c.article_id} c={c} x={x} open={open} />
            ))}
          </ol>
        </>
      )}
    </div>
  )
}

function CandidateRow({ c, x, open }: { c: Candidate; x: Explained; open: (id: string) => void }) {
  const [why, setWhy] = useState(false)
  const best = Math.max(...(x.candidates ?? []).map((y) => y.score), 0.01)
  const share = Math.max(0, c.score / best)
  const features = Object.entries(c.features).filter(([, v]) => v !== 0 && v !== false)
  return (
    <li className="card">
      <div className="candidate">
        <span className="score" role="img" aria-label={say(`得分 ${c.score.toFixed(2)}`, `score ${c.score.toFixed(2)}`)}>
          <span className="score-bar">
            <i style={{ width: `${share * 100}%` }} />
          </span>
          <b className="num">{c.score.toFixed(2)}</b>
        </span>
        <span className="candidate-text">
          <span className="strong">{c.question}</span>
          {c.form > 0 && <span className="dim small">{say('经相似问', 'by variant')}“{c.text}”</span>}
        </span>
        {c.veto && <span className="flag flag-red">{say('否决', 'vetoed')}：{vetoWord(c.veto)}</span>}
        <Button size="small" type="link" aria-expanded={why} onClick={() => setWhy(!why)}>{say('为什么', 'Why')}</Button>
        <Button size="small" onClick={() => open(c.article_id)}>{say('打开', 'Open')}</Button>
      </div>
      {why && (
        <dl className="features">
          {features.map(([k, v]) => (
            <div key={k}>
              <dt>{featureWord(k)}</dt>
              <dd className="num">{typeof v === 'boolean' ? say('是', 'yes') : (v as number).toFixed(2)}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  )
}
