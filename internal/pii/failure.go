package pii

import (
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
)

func newFailureConverter(dc converter.DataConverter) converter.FailureConverter {
	return temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
		DataConverter: dc, EncodeCommonAttributes: true,
	})
}
