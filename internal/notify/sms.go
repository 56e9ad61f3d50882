package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"minhu/internal/notice"
)

// Gateway describes an SMS gateway: most of them take a template that was registered with them, and its parameters in an order or by
// name. In the strings of Body and Headers stand {phone}, {template} (the gateway's id), {text}, {key}, {timestamp}, {secret}, {sign}
// (see SignOf), {params} (a list of texts) and {named} (an object); a value that is nothing but {params} or {named} becomes JSON.
type Gateway struct {
	URL     string            `json:"url"`
	Method  string            `json:"method"` // POST unless said
	Form    bool              `json:"form"`   // application/x-www-form-urlencoded instead of JSON
	Headers map[string]string `json:"headers"`
	Body    map[string]any    `json:"body"`
	// SignOf is what {sign} is the hexadecimal HMAC-SHA256 of, under the secret.
	SignOf string `json:"sign_of"`
	// Templates gives, by our code, the gateway's id and the variables in its order. A notice that is not named is not sent.
	Templates map[string]GatewayTemplate `json:"templates"`
	// OK: where in the answer success stands, and the values that mean it; empty takes any 2xx.
	OK struct {
		Path   string   `json:"path"`
		Values []string `json:"values"`
	} `json:"ok"`
	Receipt string   `json:"receipt"` // path of what the gateway calls the message
	Later   []string `json:"later"`   // values at OK.Path that mean: try again
	// HonoursKeys: the gateway knows {key} and sends once.
	HonoursKeys bool `json:"honours_keys"`
}

// GatewayTemplate is a text registered with the gateway.
type GatewayTemplate struct {
	ID     string   `json:"id"`
	Params []string `json:"params"` // names of data/variables.csv
}

// LoadGateway reads a description and refuses what it does not understand.
func LoadGateway(path string) (*Gateway, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ParseGateway(b)
}

// ParseGateway reads a description strictly.
func ParseGateway(b []byte) (*Gateway, error) {
	var g Gateway
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&g); err != nil {
		return nil, fmt.Errorf("gateway: %w", err)
	}
	if u, err := url.Parse(g.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("gateway: url must be https://…")
	}
	if len(g.Templates) == 0 || len(g.Body) == 0 {
		return nil, fmt.Errorf("gateway: body and templates are needed")
	}
	for code, t := range g.Templates {
		ours := notice.Find(code)
		if ours == nil || ours.Audience != notice.Citizen || t.ID == "" {
			return nil, fmt.Errorf("gateway: template %q is none of ours, or has no id", code)
		}
		for _, p := range t.Params {
			if !slices.Contains(ours.Vars, p) {
				return nil, fmt.Errorf("gateway: template %s has no variable %q", code, p)
			}
		}
	}
	if g.Method == "" {
		g.Method = http.MethodPost
	}
	return &g, nil
}

// SMS sends through a gateway.
type SMS struct {
	Gateway *Gateway
	Secret  string
	Client  *http.Client
	Clock   func() time.Time
}

// Name implements Sender.
func (s *SMS) Name() string { return "sms" }

// Numbers implements Sender.
func (s *SMS) Numbers() bool { return true }

// HonoursKeys implements Sender.
func (s *SMS) HonoursKeys() bool { return s.Gateway.HonoursKeys }

// Send implements Sender.
func (s *SMS) Send(ctx context.Context, m Message) (string, error) {
	g := s.Gateway
	t, ok := g.Templates[m.Template]
	if !ok || m.Kind != notice.Citizen {
		return "", &Refused{Code: "no_template"}
	}
	list, named := []string{}, map[string]string{}
	for _, p := range t.Params {
		list, named[p] = append(list, m.Values[p]), m.Values[p]
	}
	words := map[string]string{"phone": m.To, "template": t.ID, "text": m.Text, "key": m.Key, "timestamp": strconv.FormatInt(s.Clock().Unix(), 10), "secret": s.Secret}
	words["sign"] = mac(s.Secret, []byte(fill(g.SignOf, words)))
	body := fillValue(g.Body, words, list, named)
	req, err := g.request(ctx, body)
	if err != nil {
		return "", &Refused{Code: "malformed"}
	}
	for name, v := range g.Headers {
		req.Header.Set(name, fill(v, words))
	}
	status, answer, err := exchange(s.Client, req, s.Clock)
	if err != nil {
		return "", err
	}
	if status/100 != 2 {
		return "", &Refused{Code: "http_" + strconv.Itoa(status)}
	}
	return g.verdict(answer)
}

func (g *Gateway) request(ctx context.Context, body any) (*http.Request, error) {
	if !g.Form {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		req, err := http.NewRequestWithContext(ctx, g.Method, g.URL, bytes.NewReader(b))
		if err == nil {
			req.Header.Set("Content-Type", "application/json")
		}
		return req, err
	}
	form := url.Values{}
	for name, v := range body.(map[string]any) {
		text, ok := v.(string)
		if !ok {
			b, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			text = string(b)
		}
		form.Set(name, text)
	}
	req, err := http.NewRequestWithContext(ctx, g.Method, g.URL, strings.NewReader(form.Encode()))
	if err == nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return req, err
}

// verdict reads what the gateway said.
func (g *Gateway) verdict(answer []byte) (string, error) {
	if g.OK.Path == "" {
		return at(answer, g.Receipt), nil
	}
	said := at(answer, g.OK.Path)
	switch {
	case slices.Contains(g.OK.Values, said):
		return at(answer, g.Receipt), nil
	case slices.Contains(g.Later, said):
		return "", &Later{Code: short(said)}
	case said == "":
		return "", fmt.Errorf("the gateway's answer has nothing at %s", g.OK.Path)
	}
	return "", &Refused{Code: short(said)}
}

// short keeps a code of somebody else's short enough for a list.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60])
	}
	return s
}

// at finds a value by a path of names and indexes with dots between them; "" when there is none.
func at(answer []byte, path string) string {
	if path == "" {
		return ""
	}
	var v any
	if json.Unmarshal(answer, &v) != nil {
		return ""
	}
	for _, step := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(x) {
				return ""
			}
			v = x[i]
		default:
			return ""
		}
	}
	switch x := v.(type) {
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}

// fill puts words into a text in one pass: what a word holds is not looked at again.
func fill(text string, words map[string]string) string {
	var pairs []string
	for name, v := range words {
		pairs = append(pairs, "{"+name+"}", v)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func fillValue(v any, words map[string]string, list []string, named map[string]string) any {
	switch x := v.(type) {
	case string:
		switch x {
		case "{params}":
			return list
		case "{named}":
			return named
		}
		return fill(x, words)
	case map[string]any:
		out := map[string]any{}
		for k, e := range x {
			out[k] = fillValue(e, words, list, named)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = fillValue(e, words, list, named)
		}
		return out
	}
	return v
}
