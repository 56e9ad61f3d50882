package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the PostgreSQL driver
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"minhu/internal/pgserver"
	"minhu/internal/store"
	"minhu/internal/supervise"
)

// oldestServer is the oldest PostgreSQL major release that the queries are written for.
const oldestServer = pgserver.OldestOwn

// lookDatabase connects to the database that is named, or to the private one when it runs.
func lookDatabase(ctx context.Context, o Options, s supervise.State) []Finding {
	dsn := o.Config.DatabaseURL
	if dsn == "" && s.PID != 0 {
		dsn = supervise.PrivateDatabaseURL(o.Config.Home)
	}
	if dsn == "" {
		return lookStoppedDatabase(ctx, o)
	}
	db, err := sqlx.ConnectContext(ctx, "postgres", dsn)
	if err != nil {
		return []Finding{{Part: "database", Level: Broken, ZH: fmt.Sprintf("连不上数据库：%v。", err), EN: "The database cannot be reached.",
			MendZH: "检查 DATABASE_URL；自带的数据库见 log/postgres.log。", MendEN: "Check DATABASE_URL; for the private server see log/postgres.log."}}
	}
	defer db.Close()
	var number int
	var version string
	if err := db.QueryRowxContext(ctx, `select current_setting('server_version_num')::int, current_setting('server_version')`).Scan(&number, &version); err != nil {
		return []Finding{{Part: "database", Level: Broken, ZH: fmt.Sprintf("数据库不应答：%v。", err), EN: "The database does not answer.",
			MendZH: "检查那台数据库。", MendEN: "Check that server."}}
	}
	if number/10000 < oldestServer {
		return []Finding{{Part: "database", Level: Broken, ZH: "PostgreSQL " + version + " 太旧。", EN: "PostgreSQL " + version + " is too old.",
			MendZH: fmt.Sprintf("升级到 %d 或更新。", oldestServer), MendEN: fmt.Sprintf("Upgrade to %d or newer.", oldestServer)}}
	}
	found := []Finding{{Part: "database", Level: Good, ZH: "数据库应答（PostgreSQL " + version + "）。", EN: "The database answers."}}
	var lost []string
	if err := db.SelectContext(ctx, &lost, `select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name`); err == nil && len(lost) > 0 {
		found = append(found, Finding{Part: "durability", Level: Broken, ZH: fmt.Sprintf("数据库关掉了 %v，断电会丢已确认的内容。", lost), EN: fmt.Sprintf("The database runs without %v: a power failure loses acknowledged work.", lost),
			MendZH: "把它们改回 on。", MendEN: "Switch them on again."})
	}
	return append(found, lookSchema(ctx, dsn)...)
}

// lookEffects counts what one workflow owes another: parked ones need a person, late ones a look at the engine.
func lookEffects(ctx context.Context, st *store.Store) Finding {
	n, err := st.CountEffects(ctx, time.Now())
	f := Finding{Part: "effects", Level: Good, ZH: fmt.Sprintf("流程之间的交接：%d 件等待送达，%d 件被拒收。", n.Waiting, n.Parked),
		EN: fmt.Sprintf("Between workflows: %d waiting, %d refused.", n.Waiting, n.Parked)}
	switch {
	case err != nil:
		return Finding{Part: "effects", Level: Weak, ZH: fmt.Sprintf("读不到流程之间的交接：%v。", err), EN: "What workflows owe one another cannot be read.",
			MendZH: "再看一次；仍不行请查数据库。", MendEN: "Look again; else see the database."}
	case n.Parked > 0:
		f.Level, f.MendZH, f.MendEN = Weak, "在审计的操作记录中查找操作 effect，按所列对象人工补办。", "Find the act “effect” in the record and do by hand what it names."
	case n.Late > 0:
		f.Level = Weak
		f.ZH, f.EN = f.ZH+fmt.Sprintf("其中 %d 件超过一分钟。", n.Late), f.EN+fmt.Sprintf(" %d for more than a minute.", n.Late)
		f.MendZH, f.MendEN = "检查流程引擎与 worker 是否在运行。", "See whether the engine and a worker run."
	}
	return f
}

// lookSums compares the sums of the figures with the bookings they contain.
func lookSums(ctx context.Context, st *store.Store) Finding {
	n, err := st.RateSumDifferences(ctx)
	switch {
	case err != nil:
		return Finding{Part: "figures", Level: Weak, ZH: fmt.Sprintf("考核汇总核对未完成：%v。", err), EN: "The sums of the figures were not compared.",
			MendZH: "稍后再试，或运行 minhu cases recount。", MendEN: "Try again later, or run minhu cases recount."}
	case n > 0:
		return Finding{Part: "figures", Level: Broken, ZH: fmt.Sprintf("考核汇总与明细有 %d 处不符。", n), EN: fmt.Sprintf("%d sums of the figures are not what their bookings add up to.", n),
			MendZH: "运行 minhu cases recount 查看，并联系维护人员。", MendEN: "Run minhu cases recount and call whoever keeps the system."}
	}
	return Finding{Part: "figures", Level: Good, ZH: "考核汇总与明细相符（差异 0）。", EN: "The sums of the figures are what their bookings add up to (0 differences)."}
}

// lookNotices counts what is to be sent: late ones mean that the gateway does not answer.
func lookNotices(ctx context.Context, st *store.Store) Finding {
	n, err := st.CountNotices(ctx, time.Now())
	f := Finding{Part: "notices", Level: Good, ZH: fmt.Sprintf("通知：%d 条等待发送，%d 条停下，%d 条被网关拒绝。", n.Waiting, n.Parked, n.Refused),
		EN: fmt.Sprintf("Notices: %d waiting, %d parked, %d refused by the gateway.", n.Waiting, n.Parked, n.Refused)}
	switch {
	case err != nil:
		return Finding{Part: "notices", Level: Weak, ZH: fmt.Sprintf("读不到通知：%v。", err), EN: "Notices cannot be read.",
			MendZH: "再看一次；仍不行请查数据库。", MendEN: "Look again; else see the database."}
	case n.Late > 0:
		f.Level = Weak
		f.ZH, f.EN = f.ZH+fmt.Sprintf("其中 %d 条试过且超过 15 分钟。", n.Late), f.EN+fmt.Sprintf(" %d were tried and are older than 15 minutes.", n.Late)
		f.MendZH, f.MendEN = "检查短信网关或 webhook 是否应答。", "See whether the gateway answers."
	case n.Parked > 0:
		f.Level, f.MendZH, f.MendEN = Weak, "在“通知发送”页看原因，改好后重发。", "See the reason on the page “Deliveries” and send again."
	}
	return f
}

func lookSchema(ctx context.Context, dsn string) []Finding {
	st, err := store.Open(ctx, dsn, store.Options{MaxConns: 1})
	if err == nil {
		defer st.Close()
		return []Finding{{Part: "schema", Level: Good, ZH: "数据库结构与程序相符。", EN: "The schema fits this program."}, lookEffects(ctx, st), lookNotices(ctx, st), lookSums(ctx, st)}
	}
	return []Finding{schemaFault(err)}
}

func schemaFault(err error) Finding {
	switch {
	case errors.Is(err, store.ErrSchemaOld):
		return Finding{Part: "schema", Level: Broken, ZH: "数据库结构比程序旧。", EN: "The schema is older than this program.",
			MendZH: "运行 minhu migrate（standalone 启动时会自动做）。", MendEN: "Run minhu migrate (standalone does so when it starts)."}
	case errors.Is(err, store.ErrSchemaNew):
		return Finding{Part: "schema", Level: Broken, ZH: "数据库结构比程序新。", EN: "The schema is newer than this program.",
			MendZH: "换用更新的程序。", MendEN: "Use the newer program."}
	}
	return Finding{Part: "schema", Level: Broken, ZH: fmt.Sprintf("查询与数据库结构不符：%v。", err), EN: "A query does not fit the schema.",
		MendZH: "确认数据库没有被手工改过。", MendEN: "Make sure that nobody altered the schema by hand."}
}

// lookStoppedDatabase checks what a start would need: programs that fit the data.
func lookStoppedDatabase(_ context.Context, o Options) []Finding {
	data, release, err := pgserver.DataRelease(o.Config.Home)
	if err != nil {
		return []Finding{{Part: "database", Level: Broken, ZH: err.Error(), EN: "The data folder cannot be used."}}
	}
	if release == "" {
		return []Finding{{Part: "database", Level: Idle, ZH: "自带的数据库在首次启动时建立。", EN: "The private database is made at the first start."}}
	}
	return []Finding{{Part: "database", Level: Idle, ZH: "自带的数据库没有运行（PostgreSQL " + release + "，" + data + "）。", EN: "The private database does not run."}}
}

// lookTemporal asks for the namespace, which needs frontend and database of the engine.
func lookTemporal(ctx context.Context, o Options, s supervise.State) []Finding {
	address := o.Config.TemporalAddress
	if address == "" && s.PID != 0 && s.Engine != nil {
		address = fmt.Sprintf("127.0.0.1:%d", s.Engine.Port)
	}
	if address == "" {
		return []Finding{{Part: "temporal", Level: Idle, ZH: "自带的流程引擎没有运行。", EN: "The bundled engine does not run."}}
	}
	c, err := client.NewLazyClient(client.Options{HostPort: address, Namespace: o.Config.TemporalNamespace})
	if err == nil {
		defer c.Close()
		_, err = c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: o.Config.TemporalNamespace})
	}
	var missing *serviceerror.NamespaceNotFound
	switch {
	case err == nil:
		return []Finding{{Part: "temporal", Level: Good, ZH: "流程引擎在 " + address + " 应答。", EN: "The engine answers on " + address + "."}}
	case errors.As(err, &missing):
		return []Finding{{Part: "temporal", Level: Broken, ZH: "流程引擎没有命名空间 " + o.Config.TemporalNamespace + "。", EN: "The engine has no namespace " + o.Config.TemporalNamespace + ".",
			MendZH: "建立它，或用 TEMPORAL_NAMESPACE 改名。", MendEN: "Create it or name another by TEMPORAL_NAMESPACE."}}
	}
	return []Finding{{Part: "temporal", Level: Broken, ZH: "流程引擎在 " + address + " 不应答。", EN: "The engine does not answer on " + address + ".",
		MendZH: "检查 TEMPORAL_ADDRESS；自带的引擎见 log/engine.log。", MendEN: "Check TEMPORAL_ADDRESS; for the bundled engine see log/engine.log."}}
}
