package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"io"

	"doorstep/shared/fault"
)

// KeySize is the length of every key here, in bytes: AES-256.
const KeySize = 32

// A sealed value is one byte of version, the nonce, the ciphertext with its tag.
const (
	version   = 1
	nonceSize = 12
	tagSize   = 16
	minSealed = 1 + nonceSize + tagSize
)

// Key seals and opens. It never prints.
type Key struct{ aead cipher.AEAD }

// NewKey makes a key of KeySize raw bytes.
func NewKey(raw []byte) (Key, error) {
	if len(raw) != KeySize {
		return Key{}, fault.New(fault.Internal, "sealing key has %d bytes, must have %d", len(raw), KeySize)
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return Key{}, fmt.Errorf("make cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return Key{}, fmt.Errorf("make cipher mode: %w", err)
	}
	return Key{aead: aead}, nil
}

// Seal encrypts plain with a nonce from rnd. Whoever opens it must name the same context, so that a sealed value cannot be
// moved to another owner or another use.
func (k Key) Seal(rnd io.Reader, context string, plain []byte) ([]byte, error) {
	out := make([]byte, 1+nonceSize, minSealed+len(plain))
	out[0] = version
	if _, err := io.ReadFull(rnd, out[1:]); err != nil {
		return nil, fmt.Errorf("draw nonce: %w", err)
	}
	return k.aead.Seal(out, out[1:], plain, []byte(context)), nil
}

// Open decrypts what Seal made. The error is of kind fault.Malformed when the bytes, the key or the context are not those of
// the sealing; it does not say which.
func (k Key) Open(context string, sealed []byte) ([]byte, error) {
	if len(sealed) < minSealed {
		return nil, fault.New(fault.Malformed, "sealed value has %d bytes, fewer than %d", len(sealed), minSealed)
	}
	if sealed[0] != version {
		return nil, fault.New(fault.Malformed, "sealed value has version %d, not %d", sealed[0], version)
	}
	plain, err := k.aead.Open(nil, sealed[1:1+nonceSize], sealed[1+nonceSize:], []byte(context))
	if err != nil {
		return nil, fault.New(fault.Malformed, "sealed value does not open")
	}
	return plain, nil
}

// String hides the key.
func (Key) String() string { return "[key]" }

// GoString hides the key.
func (Key) GoString() string { return "[key]" }
