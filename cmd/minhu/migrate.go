package main

import (
	"context"
	"fmt"

	"minhu/internal/explain"
	"minhu/internal/store"
	"minhu/internal/supervise"
)

func init() {
	register(command{name: "migrate", zh: "把 DATABASE_URL 的库结构升到本版本", en: "brings the schema of DATABASE_URL up to this version", run: migrate})
}

func migrate(ctx context.Context, args []string) error {
	cfg, rest, err := settings("migrate", args, nil)
	if err != nil {
		return err
	}
	if err := noArguments("migrate", rest); err != nil {
		return err
	}
	dsn := cfg.DatabaseURL
	if dsn == "" {
		dsn = supervise.PrivateDatabaseURL(cfg.Home)
	}
	if dsn == "" {
		return explain.New("database_url", "请用 DATABASE_URL 指定数据库；自带的数据库由 standalone 在启动时升级。",
			"Name the database by DATABASE_URL; standalone upgrades its private one when it starts.")
	}
	n, err := store.Migrate(ctx, dsn)
	if err != nil {
		return explain.Wrap(err, "migrate", "数据库结构更新失败："+err.Error(), "The schema could not be brought up to date: "+err.Error())
	}
	fmt.Printf("已执行 %d 个迁移。 %d migrations applied.\n", n, n)
	return nil
}
