package pii

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
)

// PieceSize is how many bytes of a file are sealed together; a sealed piece is PieceOverhead longer.
const (
	PieceSize     = 64 << 10
	PieceOverhead = 12 + 16 // nonce and tag of AES-GCM
)

// FileKey seals the pieces of one file. Each piece is bound to the file, its place and the file's size, so that pieces cannot be
// dropped, swapped, cut or carried to another file.
type FileKey struct {
	raw  []byte
	aead cipher.AEAD
	id   string
}

// NewFileKey makes a key for a file.
func NewFileKey(id string) (*FileKey, error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // crypto/rand.Read never fails (Go 1.24)
	return fileKey(id, raw)
}

func fileKey(id string, raw []byte) (*FileKey, error) {
	a, err := newAEAD(raw)
	if err != nil {
		return nil, err
	}
	return &FileKey{raw: raw, aead: a, id: id}, nil
}

// SealPiece seals piece n of a file of size bytes.
func (k *FileKey) SealPiece(n, size int64, plain []byte) []byte {
	return seal(k.aead, plain, k.place(n, size))
}

// OpenPiece opens what SealPiece sealed; ErrDamaged otherwise.
func (k *FileKey) OpenPiece(n, size int64, sealed []byte) ([]byte, error) {
	return open(k.aead, sealed, k.place(n, size))
}

func (k *FileKey) place(n, size int64) []byte {
	b := append([]byte("file\x00"), k.id...)
	b = binary.BigEndian.AppendUint64(append(b, 0), uint64(n))
	return binary.BigEndian.AppendUint64(b, uint64(size))
}

// SealDraftKey keeps the key of a file that belongs to no matter yet.
func (r *Root) SealDraftKey(k *FileKey) []byte {
	return seal(r.wrap, k.raw, []byte("draft-file\x00"+k.id))
}

// OpenDraftKey opens what SealDraftKey sealed.
func (r *Root) OpenDraftKey(id string, sealed []byte) (*FileKey, error) {
	raw, err := open(r.wrap, sealed, []byte("draft-file\x00"+id))
	if err != nil {
		return nil, err
	}
	return fileKey(id, raw)
}

// SealFileKey keeps the key of a file of a matter under the matter's content key: when that is erased, the file is lost with it.
func (k *Keyring) SealFileKey(ctx context.Context, subject string, f *FileKey) ([]byte, error) {
	return k.Seal(ctx, subject, "file\x00"+f.id, f.raw)
}

// OpenFileKey opens what SealFileKey sealed.
func (k *Keyring) OpenFileKey(ctx context.Context, subject, id string, sealed []byte) (*FileKey, error) {
	raw, err := k.Open(ctx, subject, "file\x00"+id, sealed)
	if err != nil {
		return nil, err
	}
	return fileKey(id, raw)
}
