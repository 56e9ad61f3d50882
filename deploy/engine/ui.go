package main

import (
	"fmt"
	"net"

	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"
)

// startPages serves Temporal's own web pages on loopback. They ask for nothing outside and may only read: every write
// belongs to the product's own desks, which keep a record of it.
func startPages(o options) (stop func(), err error) {
	// the pages end the whole process when their port is taken, so look first
	l, err := net.Listen("tcp", address(o.uiPort))
	if err != nil {
		return nil, fmt.Errorf("port %d for the engine's web pages is taken", o.uiPort)
	}
	_ = l.Close()
	cfg := &uiconfig.Config{
		Host: loopback, Port: o.uiPort, PublicPath: o.uiPath, TemporalGRPCAddress: address(o.port),
		EnableUI: true, DefaultNamespace: o.namespace, DisableWriteActions: true,
		CORS: uiconfig.CORS{CookieInsecure: true}, HideLogs: true, DisableNewsFetch: true,
	}
	cfg.Codec.Endpoint = o.codec
	s := uiserver.NewServer(uioptions.WithConfigProvider(cfg))
	go func() { _ = s.Start() }()
	return s.Stop, nil
}
