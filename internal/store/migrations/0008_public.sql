-- What is published is searched by its text. Chinese has no blanks between words and the server may hold no extension, so the index
-- keeps pairs of neighbouring characters; a query is narrowed by its pairs and then compared as a whole.

create function text_pairs(t text) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct substr(x.s, i, 2)), '{}')
  from (select regexp_replace(lower(t), '\s+', '', 'g') as s) x, generate_series(1, length(x.s) - 1) as i
$$;

-- The words that all may read: of the matter only where its citizen agreed.
create function public_words(agreed boolean, title text, content text, reply text) returns text language sql immutable parallel safe as $$
  select case when agreed then title || ' ' || content || ' ' else '' end || reply
$$;

create index cases_public_text on cases using gin (text_pairs(public_words((facts->>'agreed') is not distinct from 'true', title, content, public_reply)))
  where published and not confidential;
create index message_public_text on message using gin (text_pairs(public_words(may_publish, title, content, public_reply))) where published;
