package main

import (
	"fmt"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/metrics"
	_ "go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql" // registers postgres12_pgx
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
)

const loopback = "127.0.0.1"

func address(port int) string { return fmt.Sprintf("%s:%d", loopback, port) }

// serverConfig is the static configuration: four services of one cluster in one process, on loopback.
func serverConfig(o options) *config.Config {
	c := &config.Config{}
	c.Global.Membership.MaxJoinDuration = 30 * time.Second
	c.Global.Membership.BroadcastAddress = loopback
	if o.metrics > 0 {
		c.Global.Metrics = &metrics.Config{Prometheus: &metrics.PrometheusConfig{ListenAddress: address(o.metrics), HandlerPath: "/metrics"}}
	}
	c.Persistence = config.Persistence{
		DefaultStore: "history", VisibilityStore: "visibility", NumHistoryShards: int32(o.shards),
		DataStores: map[string]config.DataStore{
			"history":    {SQL: o.sqlConfig(o.dbName, o.dbConns)},
			"visibility": {SQL: o.sqlConfig(o.visibilityName(), max(4, o.dbConns/2))},
		},
	}
	c.ClusterMetadata = &cluster.Config{
		FailoverVersionIncrement: 10, MasterClusterName: "active", CurrentClusterName: "active",
		ClusterInformation: map[string]cluster.ClusterInformation{"active": {
			Enabled: true, InitialFailoverVersion: 1, RPCAddress: address(o.port),
			ClusterID: "5d0c7b1e-6d69-4e68-9a75-000000012345",
		}},
	}
	c.DCRedirectionPolicy.Policy = "noop"
	c.Services = map[string]config.Service{}
	for name, port := range o.servicePorts() {
		var s config.Service
		s.RPC.GRPCPort, s.RPC.BindOnIP = port, loopback
		c.Services[string(name)] = s
	}
	c.Archival.History.State, c.Archival.Visibility.State = "disabled", "disabled"
	c.NamespaceDefaults.Archival.History.State, c.NamespaceDefaults.Archival.Visibility.State = "disabled", "disabled"
	c.PublicClient.HostPort = address(o.port)
	return c
}

func (o options) servicePorts() map[primitives.ServiceName]int {
	return map[primitives.ServiceName]int{
		primitives.FrontendService: o.port,
		primitives.HistoryService:  o.inner[0],
		primitives.MatchingService: o.inner[1],
		primitives.WorkerService:   o.inner[2],
	}
}

// dynamicSettings lifts the limits meant for shared clusters: one tenant uses this server. With more than one partition a
// task may wait seconds for a poller on a small machine; with few shards the poll rate of 20/s is felt.
func dynamicSettings() dynamicconfig.StaticClient {
	const many = 100000
	return dynamicconfig.StaticClient{
		dynamicconfig.FrontendRPS.Key():                                  many,
		dynamicconfig.FrontendMaxNamespaceRPSPerInstance.Key():           many,
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 1000,
		dynamicconfig.FrontendPersistenceMaxQPS.Key():                    many,
		dynamicconfig.HistoryRPS.Key():                                   many,
		dynamicconfig.HistoryPersistenceMaxQPS.Key():                     many,
		dynamicconfig.MatchingRPS.Key():                                  many,
		dynamicconfig.MatchingPersistenceMaxQPS.Key():                    many,
		dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():           1,
		dynamicconfig.MatchingNumTaskqueueWritePartitions.Key():          1,
		dynamicconfig.TransferProcessorMaxPollRPS.Key():                  200,
		dynamicconfig.TimerProcessorMaxPollRPS.Key():                     200,
		dynamicconfig.VisibilityProcessorMaxPollRPS.Key():                200,
		dynamicconfig.NamespaceCacheRefreshInterval.Key():                time.Second,
		dynamicconfig.HistoryCacheHostLevelMaxSize.Key():                 2048, // a case that waits needs no place in memory
	}
}

func newServer(o options, lg log.Logger) (temporal.Server, error) {
	c := serverConfig(o)
	authorizer, err := authorization.GetAuthorizerFromConfig(&c.Global.Authorization)
	if err != nil {
		return nil, err
	}
	claims, err := authorization.GetClaimMapperFromConfig(&c.Global.Authorization, lg)
	if err != nil {
		return nil, err
	}
	hosts := map[primitives.ServiceName]static.Hosts{}
	for name, port := range o.servicePorts() {
		hosts[name] = static.SingleLocalHost(address(port))
	}
	return temporal.NewServer(
		temporal.WithConfig(c),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(hosts),
		temporal.WithLogger(lg),
		temporal.WithAuthorizer(authorizer),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return claims }),
		temporal.WithDynamicConfigClient(dynamicSettings()),
	)
}
