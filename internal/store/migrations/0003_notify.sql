-- Whoever owes another workflow something says so; the relay wakes up.
create function effect_owed() returns trigger language plpgsql as $$
begin
  perform pg_notify('minhu_effect', '');
  return null;
end $$;
-- Per row: the recording statement names this table always and owes something seldom.
create trigger effect_owed after insert on effect for each row execute function effect_owed();

-- An edited article is live in every process as soon as the edit is committed.
create function article_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('minhu_article', new.id);
  return null;
end $$;
create trigger article_changed after insert or update on article for each row execute function article_changed();
