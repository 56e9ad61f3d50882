package knowledge

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func fullArticle() Article {
	return Article{ID: "residence", Version: 3, Category: "户籍/居住证", Department: "公安局", Question: "居住证怎么办理", Variants: []string{"怎么办居住证"},
		Status: Published, Related: []string{"idcard"}, Blocks: []Block{
			{Kind: BlockText, Text: "到派出所申请。"},
			{Kind: BlockSteps, Title: "步骤", Items: []string{"准备材料", "提交申请"}},
			{Kind: BlockOutlet, OutletIDs: []string{"o-1", "o-2"}},
			{Kind: BlockOutlet, Name: "城东区服务大厅", Address: "示范路 1 号", Hours: "9:00-17:00", Phone: "0000-12345", Lat: 30.1, Lng: 120.2},
			{Kind: BlockPhone, Label: "咨询", Number: "12345", Hours: "全天"},
			{Kind: BlockLink, Label: "网上办理", URL: "https://example.org/apply?x=1"},
			{Kind: BlockPicture, Src: "/media/form.png", Alt: "申请表样张"},
			{Kind: BlockForm, Label: "提交诉求", Target: "case", Case: "help", Class: "hukou"},
		}}
}

func TestValidateAccepts(t *testing.T) {
	a := fullArticle()
	require.Empty(t, a.Validate())
	b, err := json.Marshal(a)
	require.NoError(t, err)
	require.NotContains(t, string(b), "valid_from", "open ends are left out")
	require.NotContains(t, string(b), `"lat":0`)
	var back Article
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, a, back)
	require.Contains(t, a.Plain(), "2. 提交申请")
	draft := Article{ID: "d", Question: "草稿", Status: Draft}
	require.Empty(t, draft.Validate(), "a draft needs no answer yet")
}

func TestValidateRefuses(t *testing.T) {
	long := string(make([]rune, 0))
	for range 201 {
		long += "长"
	}
	for name, v := range map[string]struct {
		change      func(*Article)
		field, code string
	}{
		"id":               {func(a *Article) { a.ID = "a b" }, "id", "invalid"},
		"status":           {func(a *Article) { a.Status = "live" }, "status", "unknown"},
		"no question":      {func(a *Article) { a.Question = " " }, "question", "required"},
		"only punctuation": {func(a *Article) { a.Question = "？？" }, "question", "invalid"},
		"long question":    {func(a *Article) { a.Question = long }, "question", "too_long"},
		"bad UTF-8":        {func(a *Article) { a.Question = "居\xff住" }, "question", "invalid"},
		"no category":      {func(a *Article) { a.Category = "" }, "category", "required"},
		"category path":    {func(a *Article) { a.Category = "户籍//x" }, "category", "invalid"},
		"variant twice":    {func(a *Article) { a.Variants = []string{"怎么，办居住证", "怎麼辦居住證"} }, "variants[1]", "duplicate"},
		"variant is it":    {func(a *Article) { a.Variants = []string{"居住证怎么办理？"} }, "variants[0]", "duplicate"},
		"no answer":        {func(a *Article) { a.Blocks = nil }, "blocks", "required"},
		"unknown block":    {func(a *Article) { a.Blocks[0].Kind = "video" }, "blocks[0].kind", "unknown"},
		"foreign field":    {func(a *Article) { a.Blocks[0].URL = "https://example.org" }, "blocks[0].kind", "not_used"},
		"no items":         {func(a *Article) { a.Blocks[1].Items = nil }, "blocks[1].items", "required"},
		"outlet both ways": {func(a *Article) { a.Blocks[2].Name = "大厅" }, "blocks[2].outlet_ids", "not_used"},
		"outlet nowhere":   {func(a *Article) { a.Blocks[3].Address = "" }, "blocks[3].address", "required"},
		"latitude":         {func(a *Article) { a.Blocks[3].Lat = 91 }, "blocks[3].lat", "invalid"},
		"phone":            {func(a *Article) { a.Blocks[4].Number = "call me" }, "blocks[4].number", "invalid"},
		"script link":      {func(a *Article) { a.Blocks[5].URL = "javascript:alert(1)" }, "blocks[5].url", "invalid"},
		"link with user":   {func(a *Article) { a.Blocks[5].URL = "https://a:b@example.org" }, "blocks[5].url", "invalid"},
		"outside picture":  {func(a *Article) { a.Blocks[6].Src = "//example.org/x.png" }, "blocks[6].src", "invalid"},
		"climbing picture": {func(a *Article) { a.Blocks[6].Src = "/media/../x" }, "blocks[6].src", "invalid"},
		"form target":      {func(a *Article) { a.Blocks[7].Target = "fax" }, "blocks[7].target", "unknown"},
		"form kind":        {func(a *Article) { a.Blocks[7].Case = "joke" }, "blocks[7].case_kind", "unknown"},
		"related itself":   {func(a *Article) { a.Related = []string{a.ID} }, "related[0]", "duplicate"},
		"ends too early": {func(a *Article) {
			a.ValidFrom = time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
			a.ValidTo = a.ValidFrom
		}, "valid_to", "invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			a := fullArticle()
			v.change(&a)
			var got []string
			for _, e := range a.Validate() {
				got = append(got, e.Name+" "+e.Code)
			}
			require.Contains(t, got, v.field+" "+v.code)
		})
	}
}

func TestLive(t *testing.T) {
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	a := Article{Status: Published}
	require.True(t, a.Live(now))
	a.ValidTo = now
	require.False(t, a.Live(now))
	a.ValidTo, a.ValidFrom = time.Time{}, now.Add(1)
	require.False(t, a.Live(now))
	require.False(t, (&Article{Status: Draft}).Live(now))
}

func TestWilson(t *testing.T) {
	r := rate(9, 10)
	require.InDelta(t, 0.596, r.Low, 0.001)
	require.InDelta(t, 0.982, r.High, 0.001)
	require.Equal(t, Rate{}, rate(0, 0))
}
