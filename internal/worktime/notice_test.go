package worktime_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	. "minhu/internal/worktime"
)

// The notice as it is printed gives the year that the embedded calendar holds.
const notice2026 = `国务院办公厅关于2026年部分节假日安排的通知
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。`

func TestReadNotice(t *testing.T) {
	y, err := ReadNotice(2026, notice2026)
	require.NoError(t, err)
	l, err := Load()
	require.NoError(t, err)
	cal, err := l.Calendar("cn", "")
	require.NoError(t, err)
	want := cal.Doc().Years[2]
	require.Equal(t, want.Rest, y.Rest)
	require.ElementsMatch(t, want.Worked, y.Worked)
	require.Equal(t, want.Source, y.Source)
	require.Equal(t, YearAnnounced, y.Status)
}

func TestReadNoticeAsLines(t *testing.T) {
	y, err := ReadNotice(2027, "2027-02-05,2027-02-11,休,春节\n2027-02-13,班\n\n2027-10-01\t2027-10-08\trest\t国庆节、中秋节")
	require.NoError(t, err)
	require.Equal(t, []RestDoc{{"2027-02-05", "2027-02-11", "春节", "Spring Festival"}, {"2027-10-01", "2027-10-08", "国庆节、中秋节", "National Day and Mid-Autumn Festival"}}, y.Rest)
	require.Equal(t, []string{"2027-02-13"}, y.Worked)
}

func TestNoticesThatAreRefused(t *testing.T) {
	for name, v := range map[string]struct {
		year int
		text string
		says string
	}{
		"a day twice":          {2026, "2026-02-15,休,春节\n2026-02-15,休,春节", "2026-02-15 出现了两次"},
		"off and worked":       {2026, "一、春节：2月14日至16日放假。2月14日上班。", "2026-02-14 出现了两次"},
		"no such day":          {2026, "一、清明节：2月29日放假。", "没有 2026-02-29 这一天"},
		"another year":         {2026, "2027-02-15,休,春节", "不在这一年内"},
		"weekday worked":       {2026, "2026-03-03,班", "不是周末"},
		"nothing":              {2026, "各单位：", "没有读到"},
		"neither":              {2026, "2026-03-07,吃饭", "休”或“班"},
		"the year 9999":        {9999, notice2026, "超出范围"},
		"reversed":             {2026, "一、春节：2月20日至16日放假。", "应有先后"},
		"neither, in a notice": {2026, "一、春节：2月20日开会。", "看不出"},
	} {
		_, err := ReadNotice(v.year, v.text)
		var f Faults
		require.True(t, errors.As(err, &f), name)
		require.Contains(t, f[0].ZH, v.says, name)
	}
}
