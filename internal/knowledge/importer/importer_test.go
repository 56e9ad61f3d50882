package importer

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"minhu/internal/knowledge"
)

const table = "问题,答案,相似问,分类,部门\n" +
	"居住证怎么办理,\"第一步。\n第二步。\",怎么办居住证|居住证流程；外地人办居住证,户籍/居住证,公安局\n" +
	"护照怎么办理,网上预约。,,出入境,公安局\n"

func TestEncodings(t *testing.T) {
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(table)
	require.NoError(t, err)
	x := excelize.NewFile()
	for i, line := range [][]any{{"question", "answer", "variants", "category", "department"}, {"居住证怎么办理", "第一步。\n第二步。", "怎么办居住证\n居住证流程;外地人办居住证", "户籍/居住证", "公安局"},
		{}, {"护照怎么办理", "网上预约。", "", "出入境", "公安局"}} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(t, err)
		require.NoError(t, x.SetSheetRow("Sheet1", cell, &line))
	}
	var xlsx bytes.Buffer
	require.NoError(t, x.Write(&xlsx))
	for name, content := range map[string][]byte{"utf-8": []byte(table), "utf-8 with mark": []byte("\xef\xbb\xbf" + table), "gb18030": []byte(gbk), "xlsx": xlsx.Bytes(),
		"line ends": []byte(strings.ReplaceAll(table, "\n", "\r\n"))} {
		r, err := Parse(content, Options{})
		require.NoError(t, err, name)
		require.Empty(t, r.Errors, name)
		require.Equal(t, 2, r.Accepted, name)
		require.Equal(t, 3, r.Variants, name)
		a := r.Articles[0]
		require.Equal(t, []string{"怎么办居住证", "居住证流程", "外地人办居住证"}, a.Variants, name)
		require.Equal(t, "第一步。\n第二步。", a.Blocks[0].Text, name)
		require.Equal(t, "户籍/居住证", a.Category)
		require.Equal(t, knowledge.Draft, a.Status)
	}
	a, err := Parse([]byte(table), Options{})
	require.NoError(t, err)
	b, err := Parse([]byte("\xef\xbb\xbf"+table), Options{Status: knowledge.Published})
	require.NoError(t, err)
	require.Equal(t, a.Articles[0].ID, b.Articles[0].ID, "importing again means the same article")
}

func TestErrorsByLine(t *testing.T) {
	content := "question,answer,variants,category,extra\n" +
		"好问题,好答案,,综合,x\n" + // line 2
		",没有问题,,综合,\n" +
		"没有答案,,,综合,\n" +
		"\n" +
		"好问题？,又来一次,,综合,\n" + // line 6
		"？？,只有标点,,综合,\n" +
		"分类不对,答案,,a//b,\n" +
		"少列,答案\n" +
		strings.Repeat("长", 201) + ",太长,,综合,\n" +
		"相似问重复,答案,一样|一样|相似问重复,综合,\n"
	r, err := Parse([]byte(content), Options{Category: "综合", Status: knowledge.Published})
	require.NoError(t, err)
	var got []string
	for _, e := range r.Errors {
		got = append(got, strings.Join([]string{string(rune('0' + e.Line/10)), string(rune('0' + e.Line%10)), " ", e.Field, " ", e.Code}, ""))
	}
	require.Equal(t, []string{"03 question required", "04 answer required", "06 question duplicate_question", "07 question invalid", "08 category invalid", "10 question too_long"}, got)
	require.Equal(t, 3, r.Accepted)
	require.Len(t, r.Warnings, 2)
	require.Equal(t, 11, r.Warnings[0].Line)
	require.Equal(t, []string{"extra"}, r.Ignored)
	require.Equal(t, 9, r.Lines)
}

func TestWholeFile(t *testing.T) {
	for name, v := range map[string]struct {
		content string
		o       Options
		err     error
	}{
		"empty":            {"", Options{}, ErrEmpty},
		"blank":            {" \n", Options{}, ErrEmpty},
		"binary":           {"a,b\x00\xff\xfe\x01", Options{}, ErrEncoding},
		"NUL":              {"question,answer\na\x00,b", Options{}, ErrEncoding},
		"broken xlsx":      {"PK\x03\x04garbage", Options{}, ErrEncoding},
		"no answer column": {"question,text\na,b", Options{}, ErrColumns},
	} {
		_, err := Parse([]byte(v.content), v.o)
		require.ErrorIs(t, err, v.err, name)
	}
	for _, o := range []Options{{Columns: map[string]string{"q": "question", "a": "anser"}}, {Columns: map[string]string{"missing": "question"}}} {
		_, err := Parse([]byte("q,a\n问,答"), o)
		require.Error(t, err)
	}
	r, err := Parse([]byte("q,a,question\n问题一,答,别的"), Options{Columns: map[string]string{"q": "id", "a": "answer"}})
	require.NoError(t, err)
	require.Equal(t, 0, r.Accepted, "an id in Chinese is refused")
	r, err = Parse([]byte("question,answer\n\"开口的引号,答\n问,答\n"), Options{Category: "综合"})
	require.NoError(t, err)
	require.Equal(t, "malformed", r.Errors[0].Code)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(table))
	f.Add([]byte("question,answer\n\"a\"b,c\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xef\xbb\xbfquestion,answer\r\na,b"))
	f.Fuzz(func(t *testing.T, content []byte) {
		r, err := Parse(content, Options{Status: knowledge.Published, Category: "综合"})
		if err != nil {
			return
		}
		for i := range r.Articles {
			if bad := r.Articles[i].Validate(); len(bad) > 0 {
				t.Fatalf("accepted an invalid article: %v", bad)
			}
		}
	})
}
