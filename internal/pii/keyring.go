package pii

import (
	"container/list"
	"context"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"sync"
	"time"
)

// The three ways in which a content key cannot be had. They call for different things: retry, alarm, acceptance.
var (
	ErrKeyUnavailable = errors.New("the content key cannot be read just now") // the database is down: try again
	ErrKeyMissing     = errors.New("there is no content key")                 // must not happen: alarm
	ErrKeyErased      = errors.New("the content was erased")                  // final
)

// KeyStore keeps wrapped content keys. WrappedKey fails with ErrKeyMissing or ErrKeyErased, or any other error when the
// store is down.
type KeyStore interface {
	WrappedKey(ctx context.Context, subject string) ([]byte, error)
}

// lookupLimit bounds a key look-up: a codec that waits longer would hold a workflow task.
const lookupLimit = 300 * time.Millisecond

// Keyring opens and seals with content keys, one per conversation, message and case. It caches opened keys, newest first.
// Safe for concurrent use.
type Keyring struct {
	root  *Root
	store KeyStore
	mu    sync.Mutex
	max   int
	order *list.List
	byID  map[string]*list.Element
}

type cachedKey struct {
	id   string
	aead cipher.AEAD
}

// NewKeyring makes a keyring with room for max opened keys (a kilobyte each).
func NewKeyring(root *Root, store KeyStore, max int) *Keyring {
	return &Keyring{root: root, store: store, max: max, order: list.New(), byID: map[string]*list.Element{}}
}

// Root gives the root key's other uses.
func (k *Keyring) Root() *Root { return k.root }

// NewKey makes a content key for subject, keeps it opened, and returns it wrapped for the store. The wrapped form is bound
// to the subject. The caller stores it before the first payload is sent.
func (k *Keyring) NewKey(subject string) []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	return seal(k.root.wrap, key, []byte("content\x00"+subject))
}

// Remember caches the wrapped key that the store now holds, which on a retry may be an earlier one.
func (k *Keyring) Remember(subject string, wrapped []byte) error {
	_, err := k.unwrap(subject, wrapped)
	return err
}

// Forget drops an opened key; all processes are told when content is erased.
func (k *Keyring) Forget(subject string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.byID[subject]; ok {
		k.order.Remove(e)
		delete(k.byID, subject)
	}
}

func (k *Keyring) unwrap(subject string, wrapped []byte) (cipher.AEAD, error) {
	raw, err := open(k.root.wrap, wrapped, []byte("content\x00"+subject))
	if err != nil {
		return nil, err
	}
	a, err := newAEAD(raw)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.byID[subject]; ok {
		k.order.MoveToFront(e)
		e.Value.(*cachedKey).aead = a
		return a, nil
	}
	k.byID[subject] = k.order.PushFront(&cachedKey{subject, a})
	for k.order.Len() > k.max {
		last := k.order.Back()
		k.order.Remove(last)
		delete(k.byID, last.Value.(*cachedKey).id)
	}
	return a, nil
}

func (k *Keyring) key(ctx context.Context, subject string) (cipher.AEAD, error) {
	k.mu.Lock()
	if e, ok := k.byID[subject]; ok {
		k.order.MoveToFront(e)
		a := e.Value.(*cachedKey).aead
		k.mu.Unlock()
		return a, nil
	}
	k.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, lookupLimit)
	defer cancel()
	w, err := k.store.WrappedKey(ctx, subject)
	switch {
	case errors.Is(err, ErrKeyMissing), errors.Is(err, ErrKeyErased):
		return nil, err
	case err != nil:
		return nil, errors.Join(ErrKeyUnavailable, err)
	}
	return k.unwrap(subject, w)
}

// Seal seals content of subject. use names what is sealed (table and row) and is bound to it.
func (k *Keyring) Seal(ctx context.Context, subject, use string, plain []byte) ([]byte, error) {
	a, err := k.key(ctx, subject)
	if err != nil {
		return nil, err
	}
	return seal(a, plain, []byte(use)), nil
}

// Open opens what Seal sealed.
func (k *Keyring) Open(ctx context.Context, subject, use string, sealed []byte) ([]byte, error) {
	a, err := k.key(ctx, subject)
	if err != nil {
		return nil, err
	}
	return open(a, sealed, []byte(use))
}
