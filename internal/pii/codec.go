package pii

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/proto"
)

const (
	encodingSealed = "binary/minhu-sealed"
	metaSubject    = "minhu-subject"
	metaPacked     = "minhu-packed"
	// packFrom is the size from which a payload is compressed before it is sealed; sealed bytes no longer compress. Below it
	// the work costs more than the bytes: an act or its outcome is some hundred bytes.
	packFrom = 2048
	// unpackLimit bounds what a packed payload may grow to.
	unpackLimit = 8 << 20
)

// Codec seals every payload of a workflow with the content key of its subject, which it learns from the serialization
// context: the workflow id is "<aggregate>/<uuid>". The workflow id is bound to the ciphertext.
type Codec struct {
	ring     *Keyring
	workflow string
}

// NewCodec is the codec without a workflow: it opens payloads, which name their workflow themselves.
func NewCodec(ring *Keyring) Codec { return Codec{ring: ring} }

// NewDataConverter is the data converter of every client and worker of the house. Looking up a key may wait for the
// database, so the deadlock detector is told.
func NewDataConverter(ring *Keyring) converter.DataConverter {
	return workflow.DataConverterWithoutDeadlockDetection(
		converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), Codec{ring: ring}))
}

// NewFailureConverter keeps messages and stack traces of failures inside the sealed payloads.
func NewFailureConverter(dc converter.DataConverter) converter.FailureConverter {
	return newFailureConverter(dc)
}

// WithSerializationContext returns the codec for one workflow.
func (c Codec) WithSerializationContext(s converter.SerializationContext) converter.PayloadCodec {
	switch x := s.(type) {
	case converter.WorkflowSerializationContext:
		return Codec{c.ring, x.WorkflowID}
	case converter.ActivitySerializationContext:
		return Codec{c.ring, x.WorkflowID}
	}
	return c
}

func subjectOf(workflowID string) string {
	_, id, _ := strings.Cut(workflowID, "/")
	return id
}

// Encode seals payloads. Failures are converted without a workflow's context (a refused Update, a failed task): those are
// sealed with a key of the installation. They hold codes, revisions and field names, never content.
func (c Codec) Encode(ps []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(ps))
	for i, p := range ps {
		b, err := proto.Marshal(p)
		if err != nil {
			return nil, err
		}
		meta := map[string][]byte{converter.MetadataEncoding: []byte(encodingSealed), metaSubject: []byte(c.workflow)}
		if len(b) >= packFrom {
			if z := pack(b); len(z) < len(b) {
				b, meta[metaPacked] = z, []byte{'1'}
			}
		}
		sealed, err := c.seal(b)
		if err != nil {
			return nil, err
		}
		out[i] = &commonpb.Payload{Metadata: meta, Data: sealed}
	}
	return out, nil
}

// Decode opens payloads; the errors of the keyring come through.
func (c Codec) Decode(ps []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(ps))
	for i, p := range ps {
		if string(p.Metadata[converter.MetadataEncoding]) != encodingSealed {
			out[i] = p
			continue
		}
		wf := string(p.Metadata[metaSubject])
		b, err := c.open(wf, p.Data)
		if err != nil {
			return nil, err
		}
		if len(p.Metadata[metaPacked]) > 0 {
			if b, err = unpack(b); err != nil {
				return nil, err
			}
		}
		q := &commonpb.Payload{}
		if err := proto.Unmarshal(b, q); err != nil {
			return nil, err
		}
		out[i] = q
	}
	return out, nil
}

// The codec interface has no context; the keyring bounds the wait itself.
func (c Codec) seal(b []byte) ([]byte, error) {
	if c.workflow == "" {
		return seal(c.ring.root.wrap, b, []byte("failure")), nil
	}
	return c.ring.Seal(context.Background(), subjectOf(c.workflow), "payload\x00"+c.workflow, b)
}

func (c Codec) open(wf string, sealed []byte) ([]byte, error) {
	if wf == "" {
		return open(c.ring.root.wrap, sealed, []byte("failure"))
	}
	return c.ring.Open(context.Background(), subjectOf(wf), "payload\x00"+wf, sealed)
}

// packers are reused: a new writer allocates most of a megabyte.
var packers = sync.Pool{New: func() any { return zlib.NewWriter(io.Discard) }}

func pack(b []byte) []byte {
	var z bytes.Buffer
	w := packers.Get().(*zlib.Writer)
	defer packers.Put(w)
	w.Reset(&z)
	_, _ = w.Write(b) // a bytes.Buffer does not fail
	_ = w.Close()
	return z.Bytes()
}

func unpack(b []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	out, err := io.ReadAll(io.LimitReader(r, unpackLimit+1))
	if err != nil {
		return nil, err
	}
	if len(out) > unpackLimit {
		return nil, fmt.Errorf("a packed payload is larger than %d bytes", unpackLimit)
	}
	return out, nil
}
