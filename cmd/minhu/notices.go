package main

import (
	"path/filepath"
	"time"

	"minhu/internal/assembly"
	"minhu/internal/config"
	"minhu/internal/explain"
	"minhu/internal/notify"
	"minhu/internal/pii"
)

// noticesOf makes the sender that the settings name.
func noticesOf(cfg config.Config) (n assembly.Notices, err error) {
	n.Settings = notify.Settings{City: cfg.City, PublicURL: cfg.PublicURL, Quiet: cfg.QuietHours, Daily: cfg.DailyNotices}
	if n.Settings.PublicURL == "" {
		n.Settings.PublicURL = "http://" + cfg.Addr
	}
	n.Staff = cfg.NotifyStaff && cfg.Notify == "webhook"
	if cfg.Notify == "off" {
		n.Off = true
		return n, nil
	}
	if cfg.Notify == "file" {
		n.Sender = &notify.File{Path: filepath.Join(cfg.Home, "notices.jsonl")}
		return n, nil
	}
	secret := cfg.NotifySecret
	if secret == "" {
		if secret, err = pii.LoadToken(filepath.Join(cfg.Home, "keys", "notify.secret")); err != nil {
			return n, explain.Wrap(err, "open", "启动失败："+err.Error(), "Could not start: "+err.Error())
		}
	}
	if cfg.Notify == "webhook" {
		n.Sender = &notify.Webhook{URL: cfg.NotifyURL, Secret: secret, Client: notify.Client(), Clock: time.Now}
		return n, nil
	}
	g, err := notify.LoadGateway(cfg.SMSGateway)
	if err != nil {
		return n, explain.Wrap(err, "config", "短信网关的说明有误："+err.Error(), "The description of the SMS gateway is wrong: "+err.Error())
	}
	n.Sender = &notify.SMS{Gateway: g, Secret: secret, Client: notify.Client(), Clock: time.Now}
	return n, nil
}
