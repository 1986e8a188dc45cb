package main

import (
	"encoding/asn1"
)

// der is one value: a tag and what stands behind it, whether that makes sense or not.
func der(tag byte, parts ...[]byte) []byte {
	var contents []byte
	for _, part := range parts {
		contents = append(contents, part...)
	}
	n := len(contents)
	head := []byte{tag}
	switch {
	case n < 128:
		head = append(head, byte(n))
	case n < 256:
		head = append(head, 0x81, byte(n))
	default:
		head = append(head, 0x82, byte(n>>8), byte(n))
	}
	return append(head, contents...)
}

func sequence(parts ...[]byte) []byte { return der(0x30, parts...) }
func octets(value []byte) []byte      { return der(0x04, value) }
func truth() []byte                   { return []byte{1, 1, 0xff} }

func number(n int) []byte {
	b, err := asn1.Marshal(n)
	if err != nil {
		panic(err)
	}
	return b
}

func oid(arcs ...int) []byte {
	b, err := asn1.Marshal(asn1.ObjectIdentifier(arcs))
	if err != nil {
		panic(err)
	}
	return b
}

func bits(unused byte, value []byte) []byte { return der(0x03, []byte{unused}, value) }

// common is a name with one attribute; tag says which kind of string.
func common(tag byte, text string) []byte {
	return sequence(der(0x31, sequence(oid(2, 5, 4, 3), der(tag, []byte(text)))))
}

func extension(critical bool, id []byte, value []byte) []byte {
	if critical {
		return sequence(id, truth(), octets(value))
	}
	return sequence(id, octets(value))
}
