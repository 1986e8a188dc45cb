package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	cryptorand "crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"math/rand"
	"net"
	"strings"
	"time"
)

// Chains with faults, and what Go says of each: what the verifier in TypeScript is compared with. The same seed gives
// the same structure; keys and signatures differ from run to run.

type mutateInput struct {
	Seed  int64 `json:"seed"`
	Count int   `json:"count"`
}

type mutant struct {
	Leaf          []byte   `json:"leaf"`
	Intermediates [][]byte `json:"intermediates"`
	Roots         [][]byte `json:"roots"`
	Name          string   `json:"name"`
	Usages        []string `json:"usages"`
	Time          int64    `json:"time"` // milliseconds since 1970
	Error         string   `json:"error"`
	Chains        int      `json:"chains"`
}

type signer struct {
	spki []byte
	sign func(g *rand.Rand, tbs []byte) (algorithm, signature []byte)
	algs [][]byte
	id   byte
}

var signers, keysOnly = makeSigners()

var null = []byte{5, 0}

func algorithm(params []byte, arcs ...int) []byte { return sequence(oid(arcs...), params) }

var (
	rsaSHA256 = algorithm(null, 1, 2, 840, 113549, 1, 1, 11)
	rsaSHA1   = algorithm(null, 1, 2, 840, 113549, 1, 1, 5)
	ecSHA256  = algorithm(nil, 1, 2, 840, 10045, 4, 3, 2)
	ecSHA384  = algorithm(nil, 1, 2, 840, 10045, 4, 3, 3)
	ecSHA1    = algorithm(nil, 1, 2, 840, 10045, 4, 1)
	edPure    = algorithm(nil, 1, 3, 101, 112)
)

func pssAlgorithm(salt int) []byte {
	hash := algorithm(null, 2, 16, 840, 1, 101, 3, 4, 2, 1)
	return sequence(oid(1, 2, 840, 113549, 1, 1, 10), sequence(
		der(0xa0, hash), der(0xa1, sequence(oid(1, 2, 840, 113549, 1, 1, 8), hash)), der(0xa2, number(salt))))
}

func makeSigners() (all []signer, only [][]byte) {
	spki := func(public any) []byte {
		b, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			panic(err)
		}
		return b
	}
	hashed := func(h crypto.Hash, tbs []byte) []byte {
		w := h.New()
		w.Write(tbs)
		return w.Sum(nil)
	}
	for i := 0; i < 4; i++ {
		key, _ := ecdsa.GenerateKey(elliptic.P256(), cryptorand.Reader)
		all = append(all, signer{spki: spki(&key.PublicKey), sign: func(g *rand.Rand, tbs []byte) ([]byte, []byte) {
			h, alg := crypto.SHA256, ecSHA256
			switch g.Intn(40) {
			case 0:
				h, alg = crypto.SHA1, ecSHA1
			case 1:
				h, alg = crypto.SHA384, ecSHA384
			case 2:
				alg = algorithm(null, 1, 2, 840, 10045, 4, 3, 2)
			}
			sig, _ := ecdsa.SignASN1(cryptorand.Reader, key, hashed(h, tbs2(tbs, alg)))
			return alg, sig
		}})
	}
	_, private, _ := ed25519.GenerateKey(cryptorand.Reader)
	all = append(all, signer{spki: spki(private.Public()), sign: func(g *rand.Rand, tbs []byte) ([]byte, []byte) {
		alg := edPure
		if g.Intn(30) == 0 {
			alg = algorithm(null, 1, 3, 101, 112)
		}
		return alg, ed25519.Sign(private, tbs2(tbs, alg))
	}})
	for _, size := range []int{2048, 1024} {
		key, err := rsa.GenerateKey(cryptorand.Reader, size)
		if err != nil {
			panic(err)
		}
		all = append(all, signer{spki: spki(&key.PublicKey), sign: func(g *rand.Rand, tbs []byte) ([]byte, []byte) {
			switch g.Intn(10) {
			case 0:
				sig, _ := rsa.SignPKCS1v15(nil, key, crypto.SHA1, hashed(crypto.SHA1, tbs2(tbs, rsaSHA1)))
				return rsaSHA1, sig
			case 1, 2:
				salt := []int{32, 32, 20}[g.Intn(3)]
				alg := pssAlgorithm(salt)
				sig, _ := rsa.SignPSS(cryptorand.Reader, key, crypto.SHA256, hashed(crypto.SHA256, tbs2(tbs, alg)),
					&rsa.PSSOptions{SaltLength: salt})
				return alg, sig
			}
			sig, _ := rsa.SignPKCS1v15(nil, key, crypto.SHA256, hashed(crypto.SHA256, tbs2(tbs, rsaSHA256)))
			return rsaSHA256, sig
		}})
	}
	p384, _ := ecdsa.GenerateKey(elliptic.P384(), cryptorand.Reader)
	p224, _ := ecdsa.GenerateKey(elliptic.P224(), cryptorand.Reader)
	point := append([]byte{4}, make([]byte, 64)...)
	ec := func(params []byte, data []byte) []byte {
		return sequence(sequence(oid(1, 2, 840, 10045, 2, 1), params), bits(0, data))
	}
	only = [][]byte{
		spki(&p384.PublicKey), spki(&p224.PublicKey),
		ec(oid(1, 2, 840, 10045, 3, 1, 7), point),      // not on the curve
		ec(oid(1, 2, 840, 10045, 3, 1, 7), point[:20]), // too short
		ec(oid(1, 2, 840, 10045, 3, 1, 1), point),      // P-192
		ec(null, point), // no curve
		sequence(algorithm(nil, 1, 2, 840, 113549, 1, 1, 1), bits(0, sequence(number(77777), number(65537)))),      // no NULL
		sequence(algorithm(null, 1, 2, 840, 113549, 1, 1, 1), bits(0, sequence(number(77777), number(65537)))),     // tiny
		sequence(algorithm(null, 1, 2, 840, 113549, 1, 1, 1), bits(0, sequence(number(-77777), number(65537)))),    // negative
		sequence(algorithm(null, 1, 2, 840, 113549, 1, 1, 1), bits(0, sequence(number(77777), number(0)))),         // no exponent
		sequence(algorithm(nil, 1, 2, 3, 4), bits(0, []byte{1, 2, 3})),                                             // unknown
		sequence(algorithm(null, 1, 3, 101, 112), bits(0, make([]byte, 32))),                                       // Ed25519 with parameters
		sequence(algorithm(nil, 1, 3, 101, 112), bits(0, make([]byte, 31))),                                        // too short
		sequence(algorithm(nil, 1, 3, 101, 110), bits(0, make([]byte, 32))),                                        // X25519
		sequence(algorithm(sequence(number(7), number(5), number(3)), 1, 2, 840, 10040, 4, 1), bits(0, number(9))), // DSA
		sequence(algorithm(sequence(number(7), number(0), number(3)), 1, 2, 840, 10040, 4, 1), bits(0, number(9))), // DSA, zero
		sequence(algorithm(nil, 1, 3, 101, 112), bits(1, append(make([]byte, 31), 2))),                             // unused bits
	}
	return all, only
}

// tbs2 puts the algorithm into its place, which was kept free.
func tbs2(parts []byte, alg []byte) []byte {
	_ = parts
	return current(alg)
}

// current builds what is signed, for the algorithm that the signer chose.
var current func(alg []byte) []byte

type plan struct {
	subject, issuer []byte
	key             int
	signedBy        int
	authority       bool
	ski, aki        []byte
	wanted          []byte // the name that is asked for
}

func one[T any](g *rand.Rand, values ...T) T { return values[g.Intn(len(values))] }

func (p plan) build(g *rand.Rand, at time.Time, faults float64) []byte {
	odd := func(share float64) bool { return g.Float64() < faults*share }
	s := signers[p.signedBy]
	spki := signers[p.key].spki
	if odd(0.03) {
		spki = one(g, keysOnly...)
	}
	version := der(0xa0, number(2))
	if odd(0.02) {
		version = one(g, nil, der(0xa0, number(1)), der(0xa0, number(0)), der(0xa0, number(3)), der(0xa0, number(-1)))
	}
	serial := number(1 + g.Intn(1<<30))
	if odd(0.02) {
		serial = one(g, number(0), number(-5), der(2, []byte{0, 1}), der(2, nil), der(2, append([]byte{1}, make([]byte, 24)...)))
	}
	begin, end := at.AddDate(-1, 0, 0), at.AddDate(1, 0, 0)
	if odd(0.12) {
		begin, end = one(g, at, at.Add(time.Second), begin, at.Add(-time.Second)), one(g, at, at.Add(-time.Second), end, end)
	}
	validity := sequence(moments(g, begin, odd(0.03)), moments(g, end, odd(0.03)))
	if odd(0.01) {
		validity = sequence(moments(g, begin, false))
	}
	var rest []byte
	if odd(0.02) {
		rest = one(g, der(0x81, []byte{0, 1}), der(0xa1, []byte{0, 1}), der(0x82, []byte{0, 1}), []byte{0x81})
	}
	extensions := p.extensions(g, odd)
	if len(extensions) > 0 {
		rest = append(rest, der(0xa3, sequence(extensions...))...)
	}
	if odd(0.01) {
		rest = append(rest, 5, 0)
	}
	subject, issuer := p.subject, p.issuer
	if odd(0.02) {
		subject = one(g, sequence(), common(0x13, "a@b"), common(0x1e, "\x00a\x00b"), common(0x1e, "a"), common(0x0c, "\xff"),
			common(0x14, "\xe4"), common(0x12, "12"), common(0x12, "x"), common(0x04, "x"), common(0x16, "\x80"),
			common(0x1e, "\xd8\x00"), common(0x13, "a*&b"), sequence(der(0x30, nil)), common(0x0c, "ä"))
	}
	inner := []byte(nil)
	current = func(alg []byte) []byte {
		inner = sequence(version, serial, alg, issuer, validity, subject, spki, rest)
		return inner
	}
	alg, signature := s.sign(g, nil)
	if odd(0.03) {
		signature[len(signature)-1] ^= 1
	}
	outer := alg
	if odd(0.01) {
		outer = one(g, rsaSHA256, edPure, sequence(), algorithm(nil, 1, 2, 3))
	}
	value := bits(0, signature)
	if odd(0.01) {
		value = one(g, bits(1, signature), bits(8, signature), der(3, nil), bits(0, append([]byte{0}, signature...)))
	}
	whole := sequence(inner, outer, value)
	switch {
	case odd(0.01):
		whole = append(whole, 0)
	case odd(0.01):
		whole = sequence(inner, outer, value, null)
	case odd(0.01):
		whole = whole[:len(whole)-1-g.Intn(8)]
	case odd(0.03):
		whole[g.Intn(len(whole))] ^= byte(1 << g.Intn(8))
	}
	return whole
}

func moments(g *rand.Rand, t time.Time, odd bool) []byte {
	t = t.UTC()
	if odd {
		return one(g,
			der(0x18, []byte(t.Format("20060102150405Z"))), der(0x17, []byte(t.Format("0601021504Z"))),
			der(0x17, []byte(t.Add(time.Hour).Format("060102150405")+"+0100")), der(0x17, []byte(t.Format("060102150405")+"+0000")),
			der(0x18, []byte(t.Add(-90*time.Minute).Format("20060102150405")+"-0130")), der(0x18, []byte(t.Format("20060102150405.5Z"))),
			der(0x17, []byte(t.Format("060102150405"))), der(0x17, []byte("991332000000Z")), der(0x17, []byte("680101000000Z")),
			der(0x17, []byte("490101000000Z")), der(0x17, []byte("500101000000Z")), der(0x18, []byte("00000101000000Z")), der(0x04, nil),
			der(0x17, []byte("230229000000Z")), der(0x18, []byte(t.Format("200601021504Z"))))
	}
	if t.Year() >= 2050 {
		return der(0x18, []byte(t.Format("20060102150405Z")))
	}
	return der(0x17, []byte(t.Format("060102150405Z")))
}

var (
	serverAuth = oid(1, 3, 6, 1, 5, 5, 7, 3, 1)
	clientAuth = oid(1, 3, 6, 1, 5, 5, 7, 3, 2)
	anyUsage   = oid(2, 5, 29, 37, 0)
	anyPolicy  = oid(2, 5, 29, 32, 0)
	policyOne  = oid(1, 2, 3, 1)
	policyTwo  = oid(1, 2, 3, 2)
)

func name(tag byte, text string) []byte { return der(tag, []byte(text)) }

var plainNames = [][]byte{
	name(0x82, "host.example.com"), name(0x82, "*.example.com"), name(0x82, "other.example.com"), name(0x82, "example.com"),
	name(0x87, "\x0a\x01\x02\x03"), name(0x87, "\x0a\x09\x00\x01"), name(0x87, "\xfd\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"),
	name(0x81, "a@example.com"), name(0x81, "b@sub.Example.com"), name(0x86, "https://host.example.com/x"), name(0x86, "spiffe://a.b/c"),
}

var oddNames = [][]byte{
	name(0x82, ""), name(0x82, "."), name(0x82, "w*.example.com"), name(0x82, "a..b"), name(0x82, ".example.com"), name(0x82, "example.com."),
	name(0x82, "HOST.example.com"), name(0x82, "*"), name(0x82, "h_o.example.com"), name(0x82, "-a.example.com"), name(0x82, "\xff.com"),
	name(0x82, "a b.com"), name(0x87, "\x0a\x01\x02"), name(0x87, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x0a\x01\x02\x03"),
	name(0x81, "x"), name(0x81, "\"q q\"@example.com"), name(0x81, "a..b@example.com"), name(0x81, "a\\ b@example.com"), name(0x81, "a@"),
	name(0x81, "a@.example.com"), name(0x81, "*@example.com"), name(0x86, "https://10.1.2.3/"), name(0x86, "https://[::1]:80/"), name(0x86, "urn:x:y"),
	name(0x86, "https://host.example.com:80"), name(0x86, "https://a%2eb/"), name(0x86, "https://a.b./"), name(0x86, ":x"), name(0x86, "https://a b/"),
	name(0x86, "https://u@host.example.com/%zz"), name(0x86, "https://a:b:c/"), name(0x86, "https://a<b/"), name(0x86, "x:80/y"), name(0x86, "1:80/y"),
	name(0x86, "//host.example.com"), name(0x86, "https://h:x/"), name(0x86, "\x01"), der(0xa0, oid(1, 2, 3)), der(0xa4, sequence()), der(0x88, []byte{1}),
}

var trees = [][]byte{
	name(0x82, "example.com"), name(0x82, ".example.com"), name(0x82, "host.example.com"), name(0x82, ""), name(0x82, "com"), name(0x82, "other.org"),
	name(0x82, "a-a.example.com"), name(0x82, "HOST.Example.com"), name(0x82, "a.example.com"),
	name(0x87, "\x0a\x00\x00\x00\xff\x00\x00\x00"), name(0x87, "\x09\x00\x00\x00\xff\x00\x00\x00"), name(0x87, "\x0a\x09\x00\x00\xff\x00\x00\x00"),
	name(0x87, "\x0a\x01\x02\x03\xff\xff\xff\xff"), name(0x87, string(append([]byte{0xfd}, make([]byte, 15)...))+"\xff"+string(make([]byte, 15))),
	name(0x87, string(make([]byte, 32))), name(0x81, "example.com"), name(0x81, ".example.com"), name(0x81, "a@example.com"), name(0x81, "A@Example.com"),
	name(0x86, "example.com"), name(0x86, ".example.com"), name(0x86, "a.b"),
}

var oddTrees = [][]byte{
	name(0x82, "."), name(0x82, "a..b"), name(0x82, "x."), name(0x82, "..x"), name(0x82, "\xff"), name(0x87, "\x0a\x00\x00\x00"),
	name(0x87, "\x0a\x00\x00\x00\xff\x00\xff\x00"), name(0x81, "a@b@c"), name(0x81, "a b"), name(0x86, "10.1.2.3"), name(0x86, "x."), der(0xa4, sequence()),
	der(0xa0, oid(1, 2, 3)), name(0x81, "\x80"), name(0x86, "\x80"), {},
}

func (p plan) extensions(g *rand.Rand, odd func(float64) bool) [][]byte {
	var all [][]byte
	id := func(last int) []byte { return oid(2, 5, 29, last) }
	add := func(critical bool, id []byte, value []byte) { all = append(all, extension(critical, id, value)) }
	tail := func(value []byte) []byte {
		if odd(0.01) {
			return append(value, 5, 0)
		}
		return value
	}
	constraints := sequence()
	if p.authority {
		constraints = sequence(truth())
		if g.Intn(4) == 0 {
			constraints = sequence(truth(), number(g.Intn(3)))
		}
	}
	if odd(0.08) {
		constraints = one(g, sequence(), sequence(truth(), number(0)), sequence(truth(), number(-1)), sequence(number(0)),
			sequence(truth()), sequence(der(1, []byte{1})), sequence(der(1, nil)), der(4, nil), nil)
	}
	if constraints != nil && (p.authority || g.Intn(2) == 0) {
		add(g.Intn(3) > 0, id(19), tail(constraints))
	}
	if g.Intn(3) > 0 {
		usage := bits(7, []byte{0x80})
		if p.authority {
			usage = bits(2, []byte{0x04})
		}
		if odd(0.06) {
			usage = one(g, bits(0, nil), bits(7, []byte{0x80}), bits(0, []byte{0}), bits(1, []byte{1}), der(4, nil), bits(2, []byte{4}))
		}
		add(g.Intn(2) == 0, id(15), tail(usage))
	}
	if g.Intn(3) == 0 || odd(0.15) {
		value := one(g, sequence(serverAuth), sequence(clientAuth), sequence(serverAuth, clientAuth), sequence(anyUsage),
			sequence(serverAuth, oid(1, 2, 3)), sequence(serverAuth), sequence(serverAuth, clientAuth))
		if odd(0.05) {
			value = one(g, sequence(), sequence(oid(1, 2, 3)), der(4, nil), sequence(der(6, []byte{0x80, 1})),
				sequence(der(6, []byte{0x88, 0x80, 0x80, 0x80, 0x80, 1})))
		}
		add(g.Intn(4) == 0, id(37), tail(value))
	}
	if !p.authority && g.Intn(12) > 0 || odd(0.1) {
		var names [][]byte
		for i := g.Intn(4); i >= 0; i-- {
			names = append(names, one(g, plainNames...))
		}
		if len(p.wanted) > 0 && g.Intn(4) > 0 {
			names = append(names, p.wanted)
		}
		if odd(0.08) {
			names = append(names, one(g, oddNames...))
		}
		if odd(0.02) {
			names = [][]byte{one(g, oddNames...)}
		}
		add(g.Intn(4) == 0, id(17), tail(sequence(names...)))
	}
	if p.authority && g.Intn(4) == 0 || odd(0.02) {
		list := func() []byte {
			var subtrees [][]byte
			for i := g.Intn(4); i >= 0; i-- {
				base := one(g, trees...)
				if odd(0.05) {
					base = one(g, oddTrees...)
				}
				subtrees = append(subtrees, sequence(base))
			}
			var value []byte
			for _, s := range subtrees {
				value = append(value, s...)
			}
			return value
		}
		value := one(g, sequence(der(0xa0, list())), sequence(der(0xa1, list())), sequence(der(0xa0, list()), der(0xa1, list())))
		if odd(0.03) {
			value = one(g, sequence(), sequence(der(0xa0, nil)), sequence(der(0xa0, nil), der(0xa1, list())), sequence(der(0xa1, list()), der(0xa0, list())))
		}
		add(g.Intn(2) == 0, id(30), tail(value))
	}
	if p.ski != nil {
		add(odd(0.01), id(14), tail(octets(p.ski)))
	}
	if p.aki != nil {
		value := sequence(der(0x80, p.aki))
		if odd(0.03) {
			value = one(g, sequence(), sequence(der(0x82, []byte{1})), octets(p.aki), sequence([]byte{0x80, 9}))
		}
		add(odd(0.01), id(35), tail(value))
	}
	if odd(0.2) {
		policy := func() []byte { return sequence(one(g, anyPolicy, policyOne, policyTwo)) }
		value := one(g, sequence(policy()), sequence(sequence(policyOne), sequence(policyTwo)), sequence(sequence(anyPolicy)),
			sequence(sequence(policyOne), sequence(anyPolicy)))
		if odd(0.1) {
			value = one(g, sequence(), sequence(sequence(der(6, []byte{0x80}))), sequence(sequence(der(6, nil))), sequence(sequence(policyOne), sequence(policyOne)))
		}
		add(g.Intn(2) == 0, id(32), tail(value))
	}
	if odd(0.06) {
		add(g.Intn(2) == 0, id(33), tail(one(g, sequence(sequence(policyOne, policyTwo)), sequence(sequence(policyTwo, policyOne)),
			sequence(sequence(anyPolicy, policyOne)), sequence(), sequence(sequence(policyOne)))))
	}
	if odd(0.06) {
		add(g.Intn(2) == 0, id(36), tail(one(g, sequence(der(0x80, []byte{0})), sequence(der(0x80, []byte{1})), sequence(der(0x81, []byte{0})),
			sequence(der(0x80, []byte{0}), der(0x81, []byte{0})), sequence(), sequence(der(0x80, nil)), sequence(der(0x80, []byte{0xff})))))
	}
	if odd(0.04) {
		add(g.Intn(2) == 0, id(54), tail(one(g, number(0), number(1), number(-1), der(4, nil))))
	}
	if odd(0.04) {
		uri := name(0x86, "http://x/")
		add(g.Intn(2) == 0, id(31), tail(one(g, sequence(sequence(der(0xa0, der(0xa0, uri)))), sequence(sequence()), sequence(der(4, nil)),
			sequence(sequence(der(0xa0, der(0xa1, uri)))), sequence(sequence(der(0xa0, der(0xa0, name(0x82, "x"), uri)))))))
	}
	if odd(0.04) {
		add(g.Intn(4) == 0, oid(1, 3, 6, 1, 5, 5, 7, 1, 1), tail(one(g, sequence(sequence(oid(1, 3, 6, 1, 5, 5, 7, 48, 1), name(0x86, "http://x/"))),
			sequence(), sequence(sequence()), sequence(sequence(oid(1, 2, 3), name(0x82, "x"))))))
	}
	if odd(0.04) {
		add(g.Intn(2) == 0, one(g, oid(1, 2, 3, 4), oid(2, 5, 29, 99), oid(2, 5, 29, 37, 1)), []byte{5, 0})
	}
	if odd(0.01) && len(all) > 0 {
		all = append(all, all[0])
	}
	if odd(0.01) {
		all = append(all, one(g, sequence(oid(1, 2, 3)), sequence(octets(nil)), sequence(oid(1, 2, 3), der(1, []byte{7}), octets(nil)),
			sequence(oid(1, 2, 3), octets(nil), null), null, sequence(der(6, []byte{0x88, 0x80, 0x80, 0x80, 0x80, 1}), octets(nil))))
	}
	g.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func mutate(input mutateInput) (any, error) {
	all := make([]mutant, input.Count)
	for i := range all {
		all[i] = makeMutant(rand.New(rand.NewSource(input.Seed*1_000_003 + int64(i))))
	}
	return all, nil
}

func makeMutant(g *rand.Rand) mutant {
	at := time.Date(one(g, 2026, 2026, 2049, 2050), time.Month(1+g.Intn(12)), 1+g.Intn(28), g.Intn(24), 0, 0, 0, time.UTC)
	faults := one(g, 0.15, 0.5, 1, 1, 2)
	depth := g.Intn(3)
	names := make([][]byte, depth+1)
	keys := make([]int, depth+1)
	skis := make([][]byte, depth+1)
	for i := range names {
		names[i] = common(0x0c, fmt.Sprintf("authority %d", i))
		keys[i] = pickKey(g)
		if g.Intn(3) > 0 {
			skis[i] = []byte{byte(i), 1, 2, 3}
		}
	}
	aki := func(i int) []byte {
		switch {
		case g.Intn(12) == 0:
			return []byte{9, 9}
		case g.Intn(3) == 0:
			return nil
		}
		return skis[i]
	}
	m := mutant{Name: one(g, "host.example.com", "host.example.com", "", "10.1.2.3", "other.example.com", "HOST.example.com.", "fd00::1", "a.b",
		"[10.1.2.3]", "10.1.2.03", "::ffff:10.1.2.3", "w*.example.com", "a..b", "*.example.com", "host.example.com.")}
	m.Usages = one(g, []string{"server"}, []string{"server"}, []string{"client"}, []string{"server", "client"}, []string{"any"}, nil)
	m.Time = at.UnixMilli() + one(g, int64(0), 0, 0, 500, -500)
	authority := func(i, above int) plan {
		return plan{subject: names[i], issuer: names[above], key: keys[i], signedBy: keys[above], authority: true, ski: skis[i], aki: aki(above)}
	}
	m.Roots = append(m.Roots, authority(0, 0).build(g, at, faults/2))
	for i := 1; i <= depth; i++ {
		m.Intermediates = append(m.Intermediates, authority(i, i-1).build(g, at, faults))
	}
	// Twins: the same name with another key, another date, or signed by somebody else; authorities that sign each other.
	for g.Intn(3) == 0 && len(m.Roots)+len(m.Intermediates) < 8 {
		i, above := g.Intn(depth+1), g.Intn(depth+1)
		twin := authority(i, above)
		if g.Intn(2) == 0 {
			twin.key = pickKey(g)
		}
		if g.Intn(3) == 0 {
			twin.ski = []byte{7}
		}
		b := twin.build(g, at, faults)
		if g.Intn(4) == 0 {
			m.Roots = append([][]byte{b}, m.Roots...)
		} else {
			m.Intermediates = append([][]byte{b}, m.Intermediates...)
		}
	}
	leaf := plan{subject: common(0x0c, one(g, "leaf", "host.example.com", "authority 0")), issuer: names[depth], key: pickKey(g), signedBy: keys[depth],
		ski: []byte{8}, aki: aki(depth)}
	leaf.wanted = wantedName(m.Name)
	if g.Intn(20) == 0 {
		leaf.signedBy = pickKey(g)
	}
	if g.Intn(20) == 0 {
		leaf.authority = true
	}
	m.Leaf = leaf.build(g, at, faults)
	if g.Intn(40) == 0 {
		m.Roots = append(m.Roots, m.Leaf)
	}
	g.Shuffle(len(m.Intermediates), func(i, j int) { m.Intermediates[i], m.Intermediates[j] = m.Intermediates[j], m.Intermediates[i] })
	m.judge()
	return m
}

func wantedName(asked string) []byte {
	if asked == "" {
		return nil
	}
	if ip := net.ParseIP(strings.Trim(asked, "[]")); ip != nil {
		if four := ip.To4(); four != nil {
			return der(0x87, four)
		}
		return der(0x87, ip)
	}
	return name(0x82, strings.TrimSuffix(asked, "."))
}

func pickKey(g *rand.Rand) int {
	if g.Intn(15) == 0 {
		return 4 + g.Intn(3)
	}
	return g.Intn(4)
}

func (m *mutant) judge() {
	leaf, err := x509.ParseCertificate(m.Leaf)
	if err != nil {
		m.Error = "parse: " + err.Error()
		return
	}
	options := x509.VerifyOptions{DNSName: m.Name, CurrentTime: time.UnixMilli(m.Time).UTC()}
	for _, set := range []struct {
		pool **x509.CertPool
		raw  [][]byte
	}{{&options.Intermediates, m.Intermediates}, {&options.Roots, m.Roots}} {
		*set.pool = x509.NewCertPool()
		for _, raw := range set.raw {
			c, err := x509.ParseCertificate(raw)
			if err != nil {
				m.Error = "parse: " + err.Error()
				return
			}
			(*set.pool).AddCert(c)
		}
	}
	if options.KeyUsages, err = usages(m.Usages); err != nil {
		panic(err)
	}
	chains, err := leaf.Verify(options)
	if err != nil {
		m.Error = err.Error()
	}
	m.Chains = len(chains)
}
