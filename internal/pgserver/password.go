package pgserver

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Password returns the password kept in file, making one of 192 random bits at the first call. The file is readable by its
// owner alone and appears complete or not at all.
func Password(file string) (string, error) {
	b, err := os.ReadFile(file)
	if err == nil && strings.TrimSpace(string(b)) != "" {
		return strings.TrimSpace(string(b)), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return "", err
	}
	raw := make([]byte, 24)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	password := hex.EncodeToString(raw)
	draft := file + ".unfinished"
	if err := os.WriteFile(draft, []byte(password+"\n"), 0o600); err != nil {
		return "", err
	}
	return password, os.Rename(draft, file)
}
