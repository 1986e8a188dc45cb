package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"time"
)

type verifyInput struct {
	Roots         string   `json:"roots"`
	Intermediates string   `json:"intermediates"`
	Leaf          string   `json:"leaf"` // more certificates after the first are intermediates
	Usages        []string `json:"usages"`
	Name          string   `json:"name"` // DNS name or IP address; empty: not checked
	Time          string   `json:"time"`
}

type verifyResult struct {
	Error  *string    `json:"error"`
	Kind   string     `json:"kind,omitempty"`
	Chains [][]string `json:"chains,omitempty"`
}

func verify(input verifyInput) (any, error) {
	leaf, err := certificates(input.Leaf)
	if err != nil {
		return verifyResult{Error: text(err), Kind: "parse"}, nil
	}
	if len(leaf) == 0 {
		return nil, errors.New("no certificate in leaf")
	}
	roots, err := pool(input.Roots)
	if err != nil {
		return verifyResult{Error: text(err), Kind: "parse"}, nil
	}
	intermediates, err := pool(input.Intermediates)
	if err != nil {
		return verifyResult{Error: text(err), Kind: "parse"}, nil
	}
	for _, more := range leaf[1:] {
		intermediates.AddCert(more)
	}
	options := x509.VerifyOptions{Roots: roots, Intermediates: intermediates, DNSName: input.Name}
	if options.CurrentTime, err = moment(input.Time); err != nil {
		return nil, err
	}
	if options.KeyUsages, err = usages(input.Usages); err != nil {
		return nil, err
	}
	chains, err := leaf[0].Verify(options)
	if err != nil {
		return verifyResult{Error: text(err), Kind: fmt.Sprintf("%T", err)}, nil
	}
	var result verifyResult
	for _, chain := range chains {
		var subjects []string
		for _, c := range chain {
			subjects = append(subjects, c.Subject.String())
		}
		result.Chains = append(result.Chains, subjects)
	}
	return result, nil
}

type pairInput struct {
	Certificate string `json:"certificate"`
	Key         string `json:"key"`
}

func pair(input pairInput) (any, error) {
	_, err := tls.X509KeyPair([]byte(input.Certificate), []byte(input.Key))
	return struct {
		Error *string `json:"error"`
	}{text(err)}, nil
}

func usages(names []string) ([]x509.ExtKeyUsage, error) {
	var all []x509.ExtKeyUsage
	for _, name := range names {
		switch name {
		case "server":
			all = append(all, x509.ExtKeyUsageServerAuth)
		case "client":
			all = append(all, x509.ExtKeyUsageClientAuth)
		case "any":
			all = append(all, x509.ExtKeyUsageAny)
		default:
			return nil, fmt.Errorf("unknown usage %q", name)
		}
	}
	return all, nil
}

func moment(s string) (time.Time, error) {
	if s == "" {
		return time.Now(), nil
	}
	return time.Parse(time.RFC3339, s)
}

// certificates is strict where x509.CertPool.AppendCertsFromPEM skips in silence.
func certificates(text string) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return all, nil
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
}

func pool(text string) (*x509.CertPool, error) {
	all, err := certificates(text)
	if err != nil {
		return nil, err
	}
	result := x509.NewCertPool()
	for _, c := range all {
		result.AddCert(c)
	}
	return result, nil
}
