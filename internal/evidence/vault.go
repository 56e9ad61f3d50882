package evidence

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"minhu/internal/pii"
)

// Vault keeps sealed files in a folder. A file is a row of sealed pieces; piece n stands at a fixed place, so that a piece
// written twice after a crash lands where it was.
type Vault struct{ Dir string }

const sealedPiece = pii.PieceSize + pii.PieceOverhead

// ErrPiece says that a piece of an upload is not whole pieces long, or does not end with the file.
var ErrPiece = errors.New("a piece of an upload ends within a sealed piece")

func (v Vault) path(id string) string { return filepath.Join(v.Dir, id[:2], id) }

// WriteAt seals bytes of a file of size bytes at an offset. Offset and length are whole pieces; only the last may be short. The
// bytes are on disk when it returns.
func (v Vault) WriteAt(id string, key *pii.FileKey, size, offset int64, b []byte) error {
	end := offset + int64(len(b))
	if offset%pii.PieceSize != 0 || len(b) == 0 || end > size || end != size && end%pii.PieceSize != 0 {
		return ErrPiece
	}
	name := v.path(id)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	for len(b) > 0 {
		n := offset / pii.PieceSize
		plain := b[:min(len(b), pii.PieceSize)]
		if _, err := f.WriteAt(key.SealPiece(n, size, plain), n*sealedPiece); err != nil {
			return errors.Join(err, f.Close())
		}
		b, offset = b[len(plain):], offset+int64(len(plain))
	}
	return errors.Join(f.Sync(), f.Close())
}

// Remove deletes a file; one that is not there is removed already.
func (v Vault) Remove(id string) error {
	err := os.Remove(v.path(id))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// Open opens a file of size bytes for reading at any place.
func (v Vault) Open(id string, key *pii.FileKey, size int64) (*Reader, error) {
	f, err := os.Open(v.path(id))
	if err != nil {
		return nil, err
	}
	return &Reader{file: f, key: key, size: size, at: -1}, nil
}

// Reader reads a sealed file. It is an io.ReadSeeker and not safe for concurrent use.
type Reader struct {
	file  *os.File
	key   *pii.FileKey
	size  int64
	pos   int64
	at    int64 // the piece that is open; -1 = none
	piece []byte
}

// Read implements io.Reader; a damaged or missing piece is pii.ErrDamaged.
func (r *Reader) Read(p []byte) (int, error) {
	if r.pos >= r.size {
		return 0, io.EOF
	}
	if n := r.pos / pii.PieceSize; n != r.at {
		want := min(r.size-n*pii.PieceSize, pii.PieceSize) + pii.PieceOverhead
		sealed := make([]byte, want)
		if _, err := r.file.ReadAt(sealed, n*sealedPiece); err != nil {
			if errors.Is(err, io.EOF) {
				return 0, pii.ErrDamaged
			}
			return 0, err
		}
		plain, err := r.key.OpenPiece(n, r.size, sealed)
		if err != nil {
			return 0, err
		}
		r.at, r.piece = n, plain
	}
	n := copy(p, r.piece[r.pos-r.at*pii.PieceSize:])
	r.pos += int64(n)
	return n, nil
}

// Seek implements io.Seeker.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.pos
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("seek to %d", offset)
	}
	r.pos = offset
	return offset, nil
}

// Close closes the file.
func (r *Reader) Close() error { return r.file.Close() }
