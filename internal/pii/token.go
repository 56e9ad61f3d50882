package pii

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// LoadToken reads a secret word that another system shows us, or makes it with mode 0600 when the file does not exist: 26
// characters, 128 bits. Whoever wants another one writes the file anew.
func LoadToken(path string) (string, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		if err := writeOnce(path, []byte(rand.Text()+"\n")); err != nil {
			return "", fmt.Errorf("make the token: %w", err)
		}
		b, err = os.ReadFile(path)
	}
	if err != nil {
		return "", fmt.Errorf("read the token: %w", err)
	}
	t := strings.TrimSpace(string(b))
	if len(t) < 20 {
		return "", fmt.Errorf("the token file %s is damaged: expected at least 20 characters", filepath.Base(path))
	}
	return t, nil
}
