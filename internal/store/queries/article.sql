-- name: article_by_id
select id, rev, version, status, category, department, question, variants, blocks, related, valid_from, valid_to, updated_at, updated_by,
  published_at from article where id = $1

-- name: published_articles
-- What is live: the body of the version that was published last, whatever its editor is drafting now.
select v.body, v.version, v.published_at from article a join article_version v on v.article_id = a.id and v.version = a.version
where a.status = 'published' and a.version > 0 order by a.id

-- name: published_article
select v.body, v.version, v.published_at from article a join article_version v on v.article_id = a.id and v.version = a.version
where a.id = $1 and a.status = 'published' and a.version > 0

-- name: insert_article
insert into article (id, rev, version, status, category, department, question, variants, blocks, related, valid_from, valid_to, updated_at, updated_by)
values ($1, 1, 0, 'draft', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (id) do nothing

-- name: update_article
update article set rev = rev + 1, category = $3, department = $4, question = $5, variants = $6, blocks = $7, related = $8, valid_from = $9,
  valid_to = $10, updated_at = $11, updated_by = $12
where id = $1 and rev = $2

-- name: publish_article
update article set rev = rev + 1, version = version + 1, status = 'published', published_at = $3, updated_at = $3, updated_by = $4
where id = $1 and rev = $2 returning version

-- name: insert_article_version
insert into article_version (article_id, version, body, published_at, published_by) values ($1, $2, $3, $4, $5)

-- name: withdraw_article
update article set rev = rev + 1, status = 'withdrawn', updated_at = $3, updated_by = $4 where id = $1 and rev = $2 and status = 'published'

-- name: put_published_article
-- Imports and demonstration data: the article and its published version at once.
with a as (
  insert into article (id, rev, version, status, category, department, question, variants, blocks, related, updated_at, updated_by, published_at)
  values ($1, 1, 1, 'published', $2, $3, $4, $5, $6, $7, $8, $9, $8) on conflict (id) do nothing returning id
)
insert into article_version (article_id, version, body, published_at, published_by) select a.id, 1, $10, $8, $9 from a
