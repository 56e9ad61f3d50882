package hotline

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The constants and the catalogue agree, name by name.
func TestCodesAgreeWithTheCatalogue(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	require.NoError(t, err)
	constants := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			return true
		}
		if id, ok := v.Type.(*ast.Ident); ok && id.Name == "Code" {
			text, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			constants[text] = v.Names[0].Name
		}
		return true
	})
	require.NotEmpty(t, constants)
	listed := map[string]bool{}
	for _, c := range Codes() {
		listed[string(c.Code)] = true
		require.Contains(t, constants, string(c.Code), "codes.csv has a code without a constant")
		require.NotContains(t, c.Title, "\n")
		require.GreaterOrEqual(t, c.Status, 400)
	}
	for text, name := range constants {
		require.True(t, listed[text], "%s has no line in codes.csv", name)
		require.Equal(t, "err"+strings.ReplaceAll(text, "_", ""), strings.ToLower(name))
	}
}

func TestBrokenCataloguesAreRefused(t *testing.T) {
	head := "code,status,title_zh,title_en,hint\n"
	for name, text := range map[string]string{
		"header":   "code,status\n",
		"status":   head + "a,200,甲,a,\n",
		"doubled":  head + "a,400,甲,a,\na,400,甲,a,\n",
		"no title": head + "a,400,,a,\n",
		"fields":   head + "a,400,甲,a\n",
	} {
		_, err := parseCodes(text)
		require.Error(t, err, name)
	}
}

func TestProblems(t *testing.T) {
	cause := errors.New("disk 13800002031")
	p := Fail(ErrDatabaseUnavailable, "").Because(cause)
	err := fmt.Errorf("outside: %w", p)
	require.ErrorIs(t, err, ErrDatabaseUnavailable)
	require.NotErrorIs(t, err, ErrNotFound)
	require.ErrorIs(t, err, cause)
	require.Equal(t, 409, Stale(7).Code.Status())
	require.Equal(t, ErrInternal.Status(), Code("made up").Status())
	require.Equal(t, ErrInternal.Title(), Code("made up").Title())
}
