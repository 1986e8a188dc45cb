// A judge of certificates and connections: Go's own crypto/x509 and crypto/tls, which every Kubernetes component uses.
// Reads one JSON request a line on standard input and writes one JSON answer a line, in the same order.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
)

type request struct {
	Operation string          `json:"operation"`
	Input     json.RawMessage `json:"input"`
}

type answer struct {
	Result  any    `json:"result,omitempty"`
	Failure string `json:"failure,omitempty"` // the request itself made no sense
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			var a answer
			if a.Result, err = serve(line); err != nil {
				a = answer{Failure: err.Error()}
			}
			if err := encoder.Encode(a); err != nil {
				panic(err)
			}
			if in.Buffered() == 0 {
				out.Flush()
			}
			continue
		}
		if errors.Is(err, io.EOF) {
			out.Flush()
			return
		}
		if err != nil {
			panic(err)
		}
	}
}

func serve(line []byte) (any, error) {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return nil, err
	}
	switch r.Operation {
	case "version":
		return runtime.Version(), nil
	case "verify":
		return with(r.Input, verify)
	case "parse":
		return with(r.Input, parse)
	case "pair":
		return with(r.Input, pair)
	case "tls":
		return with(r.Input, connect)
	case "mutate":
		return with(r.Input, mutate)
	}
	return nil, fmt.Errorf("unknown operation %q", r.Operation)
}

func with[T any](input json.RawMessage, do func(T) (any, error)) (any, error) {
	var value T
	if err := json.Unmarshal(input, &value); err != nil {
		return nil, err
	}
	return do(value)
}

// text is nil without an error, so that JSON says null.
func text(err error) *string {
	if err == nil {
		return nil
	}
	s := err.Error()
	return &s
}
