package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"
)

type connectInput struct {
	Server struct {
		Certificate string `json:"certificate"`
		Key         string `json:"key"`
		ClientCAs   string `json:"clientCAs"`
		// none | request (as the API server and the kubelet: looked at after the handshake) | require (as etcd)
		ClientAuth string `json:"clientAuth"`
	} `json:"server"`
	Client struct {
		Certificate string `json:"certificate"`
		Key         string `json:"key"`
		Roots       string `json:"roots"`
		ServerName  string `json:"serverName"`
		Insecure    bool   `json:"insecure"`
	} `json:"client"`
	Time       string `json:"time"`
	MaxVersion string `json:"maxVersion"` // "1.2" or empty
}

type connectResult struct {
	ServerError *string `json:"serverError"`
	ClientError *string `json:"clientError"`
	Version     string  `json:"version,omitempty"`
	// Who the server takes the client for; empty without a certificate.
	ClientSubject string `json:"clientSubject,omitempty"`
	// What the API server's authenticator says of the client's certificate (mode request).
	AuthenticationError *string `json:"authenticationError"`
}

// connect really connects, over loopback, and passes a byte each way: with TLS 1.3 a client learns only from the first
// read that its certificate was refused.
func connect(input connectInput) (any, error) {
	now, err := moment(input.Time)
	if err != nil {
		return nil, err
	}
	clock := func() time.Time { return now }
	serverPair, err := tls.X509KeyPair([]byte(input.Server.Certificate), []byte(input.Server.Key))
	if err != nil {
		return connectResult{ServerError: text(err)}, nil
	}
	server := &tls.Config{Certificates: []tls.Certificate{serverPair}, Time: clock}
	if server.ClientCAs, err = pool(input.Server.ClientCAs); err != nil {
		return connectResult{ServerError: text(err)}, nil
	}
	switch input.Server.ClientAuth {
	case "", "none":
	case "request":
		server.ClientAuth = tls.RequestClientCert
	case "require":
		server.ClientAuth = tls.RequireAndVerifyClientCert
	default:
		return nil, fmt.Errorf("unknown clientAuth %q", input.Server.ClientAuth)
	}
	client := &tls.Config{ServerName: input.Client.ServerName, Time: clock, InsecureSkipVerify: input.Client.Insecure}
	if client.RootCAs, err = pool(input.Client.Roots); err != nil {
		return connectResult{ClientError: text(err)}, nil
	}
	if input.Client.Certificate != "" {
		clientPair, err := tls.X509KeyPair([]byte(input.Client.Certificate), []byte(input.Client.Key))
		if err != nil {
			return connectResult{ClientError: text(err)}, nil
		}
		client.Certificates = []tls.Certificate{clientPair}
	}
	if input.MaxVersion == "1.2" {
		client.MaxVersion = tls.VersionTLS12
	}
	return handshake(server, client)
}

func handshake(server, client *tls.Config) (any, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	var result connectResult
	done := make(chan struct{})
	go func() {
		defer close(done)
		raw, err := listener.Accept()
		if err != nil {
			result.ServerError = text(err)
			return
		}
		c := tls.Server(raw, server)
		defer c.Close()
		state, err := exchange(c, true)
		result.ServerError = text(err)
		if len(state.PeerCertificates) > 0 {
			result.ClientSubject = state.PeerCertificates[0].Subject.String()
		}
		if server.ClientAuth == tls.RequestClientCert {
			result.AuthenticationError = text(authenticate(state.PeerCertificates, server))
		}
	}()
	raw, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		return nil, err
	}
	c := tls.Client(raw, client)
	state, err := exchange(c, false)
	clientError := text(err)
	c.Close()
	<-done
	result.ClientError = clientError
	if err == nil {
		result.Version = tls.VersionName(state.Version)
	}
	return result, nil
}

func exchange(c *tls.Conn, serverSide bool) (tls.ConnectionState, error) {
	c.SetDeadline(time.Now().Add(5 * time.Second))
	if err := c.Handshake(); err != nil {
		return c.ConnectionState(), err
	}
	buffer := make([]byte, 1)
	if serverSide {
		if _, err := c.Write([]byte{1}); err != nil {
			return c.ConnectionState(), err
		}
		_, err := c.Read(buffer)
		return c.ConnectionState(), err
	}
	if _, err := c.Read(buffer); err != nil {
		return c.ConnectionState(), err
	}
	_, err := c.Write(buffer)
	return c.ConnectionState(), err
}

// authenticate does what k8s.io/apiserver's x509 authenticator does after the handshake.
func authenticate(peer []*x509.Certificate, server *tls.Config) error {
	if len(peer) == 0 {
		return errors.New("no client certificate")
	}
	options := x509.VerifyOptions{
		Roots:         server.ClientCAs,
		Intermediates: x509.NewCertPool(),
		CurrentTime:   server.Time(),
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	for _, c := range peer[1:] {
		options.Intermediates.AddCert(c)
	}
	_, err := peer[0].Verify(options)
	return err
}
