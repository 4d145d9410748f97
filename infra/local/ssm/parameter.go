package ssm

import (
	"crypto/rand"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// The types of parameters.
const (
	plain  = "String"
	list   = "StringList"
	secure = "SecureString"
)

// maxVersions is how many versions of a parameter are kept, the latest ones.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
const maxVersions = 100

// parameter is a name with its kept versions, oldest first. Values are unexported and in no error: they are secrets.
type parameter struct {
	name     string
	kind     string
	tier     string
	dataType string
	versions []version
}

type version struct {
	number     int
	value      string
	ciphertext string // what a SecureString gives without decryption
	at         time.Time
}

func (p *parameter) latest() version { return p.versions[len(p.versions)-1] }

// add makes a new version of the parameter.
func (p *parameter) add(value string, at time.Time) {
	v := version{number: 1, value: value, at: at, ciphertext: ciphertext(len(value))}
	if len(p.versions) > 0 {
		v.number = p.latest().number + 1
	}
	p.versions = append(p.versions, v)
	if len(p.versions) > maxVersions {
		p.versions = p.versions[1:]
	}
}

// ciphertext returns what an encrypted value of n bytes looks like: base64 that begins as KMS's does. It is random and
// tells nothing about the value but its length.
func ciphertext(n int) string {
	blob := make([]byte, 100+n)
	_, _ = rand.Read(blob) // never fails since Go 1.24
	copy(blob, []byte{1, 2, 2, 0})
	return base64.StdEncoding.EncodeToString(blob)
}

// shown is a parameter as it travels. Value is the secret itself when it was asked for.
type shown struct {
	Name             string
	Type             string
	Value            string
	Version          int
	Selector         string `json:",omitempty"` // ":3", when a version was asked for
	LastModifiedDate float64
	ARN              string
	DataType         string
}

func (p *parameter) show(v version, selector string, decrypt bool) shown {
	value := v.value
	if p.kind == secure && !decrypt {
		value = v.ciphertext
	}
	return shown{
		Name:             p.name,
		Type:             p.kind,
		Value:            value,
		Version:          v.number,
		Selector:         selector,
		LastModifiedDate: float64(v.at.UnixMilli()) / 1000,
		ARN:              "arn:aws:ssm:us-east-1:000000000000:parameter/" + strings.TrimPrefix(p.name, "/"),
		DataType:         p.dataType,
	}
}

// find returns a parameter by its name, or one version of it by "name:version".
func (s *Server) find(asked string, decrypt bool) (shown, error) {
	name, selector, selected := strings.Cut(asked, ":")
	p := s.parameters[name]
	if p == nil {
		return shown{}, fail(codeNotFound, "Parameter %s not found.", name)
	}
	if !selected {
		return p.show(p.latest(), "", decrypt), nil
	}
	number, err := strconv.Atoi(selector)
	for _, v := range p.versions {
		if err == nil && v.number == number {
			return p.show(v, ":"+selector, decrypt), nil
		}
	}
	return shown{}, fail(codeVersionNotFound, "Systems Manager could not find version %s of %s. Verify the version and try again.", selector, name)
}
