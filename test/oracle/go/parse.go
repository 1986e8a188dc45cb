package main

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"time"
)

type parseInput struct {
	Certificates string `json:"certificates"`
}

type parsed struct {
	Version                int      `json:"version"`
	SerialNumber           string   `json:"serialNumber"` // hexadecimal, no leading zero
	SubjectText            string   `json:"subjectText"`
	IssuerText             string   `json:"issuerText"`
	CommonName             string   `json:"commonName"`
	Organizations          []string `json:"organizations"`
	DNSNames               []string `json:"dnsNames"`
	IPAddresses            []string `json:"ipAddresses"`
	URIs                   []string `json:"uris"`
	KeyUsage               []string `json:"keyUsage"`
	ExtendedKeyUsage       []string `json:"extendedKeyUsage"`
	SubjectKeyIdentifier   string   `json:"subjectKeyIdentifier"`
	AuthorityKeyIdentifier string   `json:"authorityKeyIdentifier"`
	BasicConstraints       bool     `json:"basicConstraints"`
	IsAuthority            bool     `json:"isAuthority"`
	PathLength             int      `json:"pathLength"` // -1: none
	SignatureAlgorithm     string   `json:"signatureAlgorithm"`
	PublicKey              string   `json:"publicKey"`
	NotBefore              string   `json:"notBefore"`
	NotAfter               string   `json:"notAfter"`
	CriticalExtensions     []string `json:"criticalExtensions"`
}

var keyUsageNames = []string{
	"digitalSignature", "contentCommitment", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign",
	"cRLSign", "encipherOnly", "decipherOnly",
}

var extendedKeyUsageNames = map[x509.ExtKeyUsage]string{
	x509.ExtKeyUsageAny: "any", x509.ExtKeyUsageServerAuth: "serverAuth", x509.ExtKeyUsageClientAuth: "clientAuth",
}

func parse(input parseInput) (any, error) {
	type result struct {
		Error        *string  `json:"error"`
		Certificates []parsed `json:"certificates"`
	}
	all, err := certificates(input.Certificates)
	if err != nil {
		return result{Error: text(err), Certificates: []parsed{}}, nil
	}
	r := result{Certificates: make([]parsed, 0, len(all))}
	for _, c := range all {
		r.Certificates = append(r.Certificates, describe(c))
	}
	return r, nil
}

func describe(c *x509.Certificate) parsed {
	p := parsed{
		Version:                c.Version,
		SerialNumber:           c.SerialNumber.Text(16),
		SubjectText:            c.Subject.String(),
		IssuerText:             c.Issuer.String(),
		CommonName:             c.Subject.CommonName,
		Organizations:          append([]string{}, c.Subject.Organization...),
		DNSNames:               append([]string{}, c.DNSNames...),
		IPAddresses:            []string{},
		URIs:                   []string{},
		KeyUsage:               []string{},
		ExtendedKeyUsage:       []string{},
		SubjectKeyIdentifier:   hex.EncodeToString(c.SubjectKeyId),
		AuthorityKeyIdentifier: hex.EncodeToString(c.AuthorityKeyId),
		BasicConstraints:       c.BasicConstraintsValid,
		IsAuthority:            c.IsCA,
		PathLength:             -1,
		SignatureAlgorithm:     c.SignatureAlgorithm.String(),
		PublicKey:              publicKey(c),
		NotBefore:              c.NotBefore.UTC().Format(time.RFC3339),
		NotAfter:               c.NotAfter.UTC().Format(time.RFC3339),
		CriticalExtensions:     []string{},
	}
	for _, ip := range c.IPAddresses {
		p.IPAddresses = append(p.IPAddresses, ip.String())
	}
	for _, uri := range c.URIs {
		p.URIs = append(p.URIs, uri.String())
	}
	for bit, name := range keyUsageNames {
		if c.KeyUsage&(1<<bit) != 0 {
			p.KeyUsage = append(p.KeyUsage, name)
		}
	}
	for _, usage := range c.ExtKeyUsage {
		name, known := extendedKeyUsageNames[usage]
		if !known {
			name = fmt.Sprintf("other %d", usage)
		}
		p.ExtendedKeyUsage = append(p.ExtendedKeyUsage, name)
	}
	for _, oid := range c.UnknownExtKeyUsage {
		p.ExtendedKeyUsage = append(p.ExtendedKeyUsage, oid.String())
	}
	if c.IsCA && (c.MaxPathLen > 0 || c.MaxPathLenZero) {
		p.PathLength = c.MaxPathLen
	}
	for _, extension := range c.Extensions {
		if extension.Critical {
			p.CriticalExtensions = append(p.CriticalExtensions, extension.Id.String())
		}
	}
	return p
}

func publicKey(c *x509.Certificate) string {
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA-%d", key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA-" + key.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return fmt.Sprintf("%T", c.PublicKey)
}
