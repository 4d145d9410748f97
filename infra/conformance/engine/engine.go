// Package engine tells engines that speak AWS's protocols apart, and says what each is known not to do as AWS does, so that a test
// can ask for exactly the one difference that it meets. infra/conformance/README.md describes every difference.
package engine

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Lack is one thing that AWS does and some engine does not.
type Lack = string

// What engines lack.
const (
	UnitsOfMisses       Lack = "capacity of reads that find nothing"
	UnitsOfTransactions Lack = "capacity of transactions"
	TypesOfEmptyMaps    Lack = "types of empty maps in streams"

	ErrorNames        Lack = "names of errors"
	LimitsShown       Lack = "size limit and retention among a queue's attributes"
	SizeOfAttributes  Lack = "attributes counted into the size of a message"
	LateDeletes       Lack = "success of deletes that come late"
	EmptyBatches      Lack = "refusal of empty batches"
	MovesFromDeadOnly Lack = "refusal of moves from queues without dead letters"
)

// Engine is a kind of engine. The zero value is one that nothing is known about, such as AWS itself: it lacks nothing.
type Engine struct {
	Name  string
	lacks []Lack
}

// Lacks reports whether the engine is known not to do something. Whoever asks has to check what the engine does instead, so that a
// difference that is gone is noticed.
func (e Engine) Lacks(what Lack) bool { return slices.Contains(e.lacks, what) }

// All names everything that the engine lacks.
func (e Engine) All() []Lack { return slices.Clone(e.lacks) }

// known are the engines with differences, by what their answers say in the header Server.
func known() map[string]Engine {
	return map[string]Engine{
		"Jetty":      {"DynamoDB Local", []Lack{UnitsOfMisses, UnitsOfTransactions, TypesOfEmptyMaps}},
		"pekko-http": {"ElasticMQ", []Lack{ErrorNames, LimitsShown, SizeOfAttributes, LateDeletes, EmptyBatches, MovesFromDeadOnly}},
	}
}

// At asks the endpoint what it is. An endpoint that does not answer is an error that names it.
func At(endpoint string) (Engine, error) {
	client := http.Client{Timeout: 10 * time.Second}
	answer, err := client.Get(endpoint)
	if err != nil {
		return Engine{}, fmt.Errorf("ask which engine answers: %w", err)
	}
	defer answer.Body.Close()
	product, _, _ := strings.Cut(answer.Header.Get("Server"), "/")
	product, _, _ = strings.Cut(product, "(") // Jetty(12.1.11)
	return known()[product], nil
}

// test is what Behind needs of *testing.T.
type test interface {
	Helper()
	Fatal(...any)
}

// Behind is At for tests.
func Behind(t test, endpoint string) Engine {
	t.Helper()
	e, err := At(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
