// Package ui embeds the built pages. They are built by `make build` into dist; in a tree where they were not built yet the
// program says so and the API works all the same.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Dist is the built pages: citizen/index.html, desk/index.html, demo/index.html and their assets.
func Dist() fs.FS {
	sub, err := fs.Sub(files, "dist")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// Built reports whether the pages were built.
func Built() bool {
	_, err := fs.Stat(Dist(), "citizen/index.html")
	return err == nil
}
