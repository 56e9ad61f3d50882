// Package pii keeps people's data: the root key, the content key of each conversation, message and case, sealed identity
// columns, blind indexes, masks, and the payload codec of the workflows. Ciphers stand behind small functions here, so
// that another cipher is a change of one room.
package pii

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
)

// Root is the installation's root key. Everything secret is derived from it or wrapped by it; it never leaves the process
// and is never stored in the database.
type Root struct {
	wrap      cipher.AEAD // wraps content keys
	identity  cipher.AEAD // seals identity columns
	index     []byte      // blind index of phone numbers
	query     []byte      // query codes
	cursor    []byte      // list cursors
	namespace uuid.UUID   // namespace of internal ids
}

// rootBytes is the length of the root key: 256 bits.
const rootBytes = 32

// LoadRoot reads the root key file, or makes it with mode 0600 when it does not exist. The write is atomic, so a crash
// cannot leave half a key; losing this file makes every sealed value unreadable for ever.
func LoadRoot(path string) (*Root, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		key := make([]byte, rootBytes)
		if _, err := rand.Read(key); err != nil {
			return nil, err
		}
		if err := writeOnce(path, []byte(hex.EncodeToString(key)+"\n")); err != nil {
			return nil, fmt.Errorf("make the root key: %w", err)
		}
		b, err = os.ReadFile(path)
		if err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, fmt.Errorf("read the root key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(key) != rootBytes {
		return nil, fmt.Errorf("the root key file %s is damaged: expected %d hexadecimal characters", filepath.Base(path), 2*rootBytes)
	}
	return NewRoot(key)
}

// writeOnce writes path through a temporary file and a hard link, which fails when another process was first.
func writeOnce(path string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".root-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if err := tmp.Chmod(0o600); err != nil {
		return err
	}
	if _, err := tmp.Write(b); err != nil {
		return err
	}
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

// NewRoot derives the working keys from a 256-bit root key (HKDF-SHA256, RFC 5869, one info string per use).
func NewRoot(key []byte) (*Root, error) {
	if len(key) != rootBytes {
		return nil, fmt.Errorf("a root key has %d bytes", rootBytes)
	}
	derive := func(info string) ([]byte, error) { return hkdf.Key(sha256.New, key, nil, "minhu/"+info, 32) }
	r := &Root{}
	var err error
	if r.wrap, err = derivedAEAD(derive, "wrap"); err != nil {
		return nil, err
	}
	if r.identity, err = derivedAEAD(derive, "identity"); err != nil {
		return nil, err
	}
	if r.index, err = derive("phone-index"); err != nil {
		return nil, err
	}
	if r.query, err = derive("query-code"); err != nil {
		return nil, err
	}
	if r.cursor, err = derive("cursor"); err != nil {
		return nil, err
	}
	ns, err := derive("id-namespace")
	if err != nil {
		return nil, err
	}
	copy(r.namespace[:], ns)
	return r, nil
}

func derivedAEAD(derive func(string) ([]byte, error), info string) (cipher.AEAD, error) {
	k, err := derive(info)
	if err != nil {
		return nil, err
	}
	return newAEAD(k)
}

// newAEAD is AES-256-GCM with a random 96-bit nonce in front of each ciphertext (NIST SP 800-38D).
func newAEAD(key []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

func seal(a cipher.AEAD, plain, ad []byte) []byte {
	n := make([]byte, a.NonceSize(), a.NonceSize()+len(plain)+a.Overhead())
	_, _ = rand.Read(n) // crypto/rand.Read never fails (Go 1.24)
	return a.Seal(n, n, plain, ad)
}

// ErrDamaged says that a sealed value was changed, cut, or moved to another row.
var ErrDamaged = errors.New("a sealed value does not belong here or was changed")

func open(a cipher.AEAD, sealed, ad []byte) ([]byte, error) {
	if len(sealed) < a.NonceSize() {
		return nil, ErrDamaged
	}
	p, err := a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], ad)
	if err != nil {
		return nil, ErrDamaged
	}
	return p, nil
}

// Namespace is the secret namespace of internal ids (hotline.NewID).
func (r *Root) Namespace() uuid.UUID { return r.namespace }

// CursorKey signs list cursors.
func (r *Root) CursorKey() []byte { return r.cursor }

// SealIdentity seals one identity field. table, column and row are bound to it, so that a value moved to another row does
// not open. The empty string stays nil.
func (r *Root) SealIdentity(table, column, row, plain string) []byte {
	if plain == "" {
		return nil
	}
	return seal(r.identity, []byte(plain), []byte(table+"\x00"+column+"\x00"+row))
}

// OpenIdentity opens what SealIdentity sealed; ErrDamaged otherwise.
func (r *Root) OpenIdentity(table, column, row string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	p, err := open(r.identity, sealed, []byte(table+"\x00"+column+"\x00"+row))
	return string(p), err
}

// PhoneIndex is the blind index of a phone number: equal numbers have equal indexes, and without the key no index can be
// computed (eleven digits could be enumerated under a plain hash).
func (r *Root) PhoneIndex(phone string) []byte { return mac(r.index, "phone", digits(phone)) }

// QueryCode is the code on a citizen's receipt: 12 Crockford base-32 characters, 60 bits, derived from the secret and the
// case's id, so that a retried registration shows the same code.
func (r *Root) QueryCode(id string) string {
	return crockford.EncodeToString(mac(r.query, "code", id))[:12]
}

// QueryIndex is what the database keeps to find a case by its query code: hexadecimal, 32 bytes.
func (r *Root) QueryIndex(code string) string {
	return hex.EncodeToString(mac(r.query, "index", NormaliseQueryCode(code)))
}

var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// NormaliseQueryCode reads a code as people type it: any case, blanks and hyphens, O for 0, I and L for 1.
func NormaliseQueryCode(s string) string {
	return strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(strings.TrimSpace(s)))
}

func mac(key []byte, use, v string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(use + "\x00" + v))
	return h.Sum(nil)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
