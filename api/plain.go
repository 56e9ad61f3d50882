package api

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"mime"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"minhu/internal/hotline"
	"minhu/internal/pii"
	"minhu/internal/worktime"
)

//go:embed plain
var plainFiles embed.FS

// Pages without script: html made here, large type, one form. They need nothing of the built front ends.
var (
	plainPages = template.Must(template.ParseFS(plainFiles, "plain/pages.html"))
	plainStyle = func() string {
		b, err := plainFiles.ReadFile("plain/style.css")
		if err != nil {
			panic(err)
		}
		return string(b)
	}()
	// plainPolicy allows that one style and sending the form to us: no script at all, from anywhere.
	plainPolicy = func() string {
		sum := sha256.Sum256([]byte(plainStyle))
		return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	}()
)

// plainPage is what every page without script has.
type plainPage struct {
	Title, City      string
	Style            template.CSS
	Missed, MissedEN string // what is wrong with what was sent
	Say, SayEN       string
}

func (s *Server) plainPage(title string) plainPage {
	return plainPage{Title: title, City: s.City.Name, Style: template.CSS(plainStyle)}
}

// plain writes one page; it is never kept, for it may show a matter.
func (s *Server) plain(c *gin.Context, status int, name string, data any) error {
	var b bytes.Buffer
	if err := plainPages.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	c.Header("Content-Security-Policy", plainPolicy)
	c.Header("Cache-Control", "no-store")
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// plainProblem writes an error of a route without script.
func (s *Server) plainProblem(c *gin.Context, status int, p *hotline.Problem) {
	page := s.plainPage("没有成功")
	page.Say, page.SayEN = orElse(p.Detail, p.Code.Title()), p.Code.TitleEN()
	if err := s.plain(c, status, "note", page); err != nil {
		s.Logger.Error("a page could not be made", "request_id", RequestID(c), "error", err)
	}
}

// form reads the fields of a sent form; each at most once, and only those named.
func form(c *gin.Context, names ...string) (map[string]string, error) {
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, hotline.ErrUnsupportedMediaType
	}
	if err := c.Request.ParseForm(); err != nil {
		return nil, hotline.ErrBadQuery
	}
	out := map[string]string{}
	for _, n := range names {
		v := c.Request.PostForm[n]
		if len(v) > 1 {
			return nil, hotline.ErrBadQuery
		}
		if len(v) == 1 {
			if !validText(v[0]) {
				return nil, hotline.ErrBadUTF8
			}
			out[n] = strings.TrimSpace(strings.ReplaceAll(v[0], "\r\n", "\n"))
		}
	}
	return out, nil
}

func validText(v string) bool {
	return strings.ToValidUTF8(v, "") == v && !strings.ContainsRune(v, 0)
}

// trackPage asks for a query code, and shows what it found.
type trackPage struct {
	plainPage
	Code     string
	Found    *TrackingView
	Due      string
	Declined *hotline.DeclineReason
}

// plainTrack shows the form; the short link of an SMS fills the code in. It reads nothing, so that it tells nothing.
func (s *Server) plainTrack(c *gin.Context) error {
	code := pii.NormaliseQueryCode(c.Param("code"))
	if len(code) == 12 {
		code = groupCode(code)
	} else {
		code = ""
	}
	return s.plain(c, http.StatusOK, "track", trackPage{plainPage: s.plainPage("进度查询"), Code: code})
}

// plainFound answers the form as POST /tracking does, under the same limit.
func (s *Server) plainFound(c *gin.Context) error {
	f, err := form(c, "query_code", "phone_last4")
	if err != nil {
		return err
	}
	page := trackPage{plainPage: s.plainPage("进度查询"), Code: firstRunes(f["query_code"], 32)}
	body := TrackingBody{QueryCode: f["query_code"], PhoneLast4: f["phone_last4"]}
	if len(body.Validate()) > 0 {
		page.Missed, page.MissedEN = "请填写查询码和手机号后四位", "Please fill in the query code and the last four digits"
		return s.plain(c, http.StatusUnprocessableEntity, "track", page)
	}
	v, err := s.find(c, body)
	if p, ok := hotline.AsProblem(err); ok && p.Code == hotline.ErrNotFound {
		page.Missed, page.MissedEN = "没有查到。请核对查询码和手机号后四位。", "Nothing was found. Please check the code and the digits."
		return s.plain(c, http.StatusNotFound, "track", page)
	}
	if err != nil {
		return err
	}
	page.Found = &v
	if v.DueAt != nil {
		page.Due = worktime.SayDay(*v.DueAt, worktime.Chinese) + " " + v.DueAt.In(worktime.Zone).Format("15:04")
	}
	reasons := hotline.Load().Declines
	for i := range reasons {
		if v.DeclineCode != "" && reasons[i].Code == v.DeclineCode {
			page.Declined = &reasons[i]
		}
	}
	return s.plain(c, http.StatusOK, "found", page)
}
