package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// gatewayLimit is how long a gateway may take to answer one message.
const gatewayLimit = 10 * time.Second

// answerLimit bounds what is read of an answer.
const answerLimit = 64 << 10

// Client makes the HTTP client of a gateway: no redirects, so that numbers go nowhere but to the address that was configured.
func Client() *http.Client {
	return &http.Client{Timeout: gatewayLimit, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Webhook posts each message as JSON, signed: X-Minhu-Signature is "sha256=" and the hexadecimal HMAC-SHA256, under the secret, of the
// time stamp in X-Minhu-Timestamp (seconds), a dot and the body. Idempotency-Key is the message's key.
type Webhook struct {
	URL    string
	Secret string
	Client *http.Client
	Clock  func() time.Time
}

// Name implements Sender.
func (w *Webhook) Name() string { return "webhook" }

// Numbers implements Sender.
func (w *Webhook) Numbers() bool { return true }

// HonoursKeys implements Sender: a receiver must.
func (w *Webhook) HonoursKeys() bool { return true }

// Send implements Sender. 2xx is taken; 4xx is a refusal for good, but for 408, 425 and 429; everything else is tried again.
func (w *Webhook) Send(ctx context.Context, m Message) (string, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return "", &Refused{Code: "malformed"}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(body))
	if err != nil {
		return "", &Refused{Code: "bad_url"}
	}
	stamp := strconv.FormatInt(w.Clock().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", m.Key)
	req.Header.Set("X-Minhu-Timestamp", stamp)
	req.Header.Set("X-Minhu-Signature", "sha256="+Sign(w.Secret, stamp, body))
	status, answer, err := exchange(w.Client, req, w.Clock)
	if err != nil {
		return "", err
	}
	if status/100 != 2 {
		return "", &Refused{Code: "http_" + strconv.Itoa(status)}
	}
	var said struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(answer, &said) // an answer without an id is as good
	return said.ID, nil
}

// Sign is the signature of a body at a time stamp.
func Sign(secret, stamp string, body []byte) string {
	return mac(secret, append([]byte(stamp+"."), body...))
}

func mac(secret string, b []byte) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write(b)
	return hex.EncodeToString(h.Sum(nil))
}

// exchange sends a request and reads the answer. What says "later" is a *Later; a connection that was never made is one too; whatever
// breaks after that is a plain error: the outcome is unknown.
func exchange(c *http.Client, req *http.Request, clock func() time.Time) (int, []byte, error) {
	resp, err := c.Do(req)
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) && op.Op == "dial" {
			return 0, nil, &Later{Code: "unreachable"}
		}
		return 0, nil, errors.New("no answer from the gateway") // the error of the client may quote the address
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if err != nil {
		return 0, nil, errors.New("the gateway's answer broke off")
	}
	switch s := resp.StatusCode; {
	case s >= 500, s == http.StatusTooManyRequests, s == http.StatusRequestTimeout, s == http.StatusTooEarly:
		return s, nil, &Later{Code: "http_" + strconv.Itoa(s), After: retryAfter(resp.Header.Get("Retry-After"), clock())}
	case s >= 300 && s < 400:
		return s, nil, &Later{Code: "redirect"}
	}
	return resp.StatusCode, answer, nil
}

// retryAfter reads seconds or an HTTP date (RFC 9110 §10.2.3), at most a day.
func retryAfter(v string, now time.Time) time.Duration {
	var d time.Duration
	if n, err := strconv.Atoi(v); err == nil {
		d = time.Duration(n) * time.Second
	} else if at, err := http.ParseTime(v); err == nil {
		d = at.Sub(now)
	}
	return min(max(d, 0), 24*time.Hour)
}
