package pgserver

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"minhu/internal/explain"
)

// writeData makes what checkVersion looks at: PG_VERSION in the data folder and the release beside it.
func writeData(t *testing.T, major, release string) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{filepath.Join(data, "PG_VERSION"): major, filepath.Join(filepath.Dir(data), releaseFile): release} {
		if text != "" {
			if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return data
}

func TestOtherReleasesDataAreRefused(t *testing.T) {
	v := Version{18, 6}
	for _, tc := range []struct {
		name, major, release string
		refused              bool
	}{
		{"none yet", "", "", false},
		{"same", "18", "18.6", false},
		{"older minor release", "18", "18.3", false},
		{"newer minor release", "18", "18.7", true},
		{"older major release", "17", "17.9", true},
		{"newer major release", "19", "19.0", true},
		{"release not noted", "18", "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			data := writeData(t, tc.major, tc.release)
			err := checkVersion(data, v)
			var e *explain.Error
			if refused := errors.As(err, &e) && e.Code == "postgres_version"; refused != tc.refused {
				t.Errorf("%v", err)
			}
			if tc.major != "" {
				if b, err := os.ReadFile(filepath.Join(data, "PG_VERSION")); err != nil || string(b) != tc.major+"\n" {
					t.Errorf("the data were touched: %q, %v", b, err)
				}
			}
		})
	}
}

func TestForeignFolderIsLeftAlone(t *testing.T) {
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "thesis.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := checkVersion(data, Version{18, 6})
	var e *explain.Error
	if !errors.As(err, &e) || e.Code != "postgres_data_foreign" {
		t.Errorf("%v", err)
	}
}

func TestParseVersion(t *testing.T) {
	for in, want := range map[string]Version{
		"18.6": {18, 6}, "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)": {15, 18},
	} {
		if got, err := ParseVersion(in); err != nil || got != want {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
	if _, err := ParseVersion("devel"); err == nil {
		t.Error("no error for a text without numbers")
	}
	if v, err := ParseVersion(Pinned); err != nil || v.String() != Pinned {
		t.Errorf("the pin %s is not a release: %v", Pinned, err)
	}
}
