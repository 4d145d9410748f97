package e2e

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/carrier/budget"
	"doorstep/shared/store"
)

func (w world) store() *store.Store {
	return store.New(w.DynamoDB(), store.Tables{Main: w.Table, Keys: w.KeyTable}, time.Now, rand.Float64)
}

// makeDue moves the next look at a number to now, as waiting would.
func (w world) makeDue(t *testing.T, number string) {
	t.Helper()
	n, err := w.store().Number(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	if n.Due.At.IsZero() {
		t.Fatalf("number %s is not due at any time", number)
	}
	if ok, err := w.store().MoveDue(t.Context(), number, n.Due, &store.Due{Kind: n.Due.Kind, At: time.Now().Add(-time.Minute), Lease: n.Due.Lease}); err != nil || !ok {
		t.Fatalf("move the due entry: %v %v", ok, err)
	}
}

// reopen lets an account be asked again whose budget is spent or that is closed, as waiting would.
func (w world) reopen(t *testing.T, source string) {
	t.Helper()
	seen := store.Budget{Source: source, Account: "default"}
	for {
		now, changed, err := w.store().ChangeBudget(t.Context(), seen, budget.State{})
		if err != nil {
			t.Fatal(err)
		}
		if changed {
			break
		}
		seen = now
	}
	w.kill("Poll") // it remembers
}

// decisions waits until at least n decisions are recorded and lists their keys and outcomes.
func (w world) decisions(t *testing.T, n int) (found []string) {
	t.Helper()
	w.eventually(t, func() (err error) {
		if found, err = w.scan(t, "N#"); err == nil && len(found) < n {
			err = fmt.Errorf("%d decisions, not %d", len(found), n)
		}
		return errors.Join(err, w.idle())
	})
	return found
}

// scan lists the items of the main table whose sort key begins so, as "sort key outcome reason".
func (w world) scan(t *testing.T, prefix string) ([]string, error) {
	var found []string
	err := w.each(t, w.Table, func(item map[string]types.AttributeValue) {
		if sk := text(item["sk"]); strings.HasPrefix(sk, prefix) {
			found = append(found, fmt.Sprintf("%s %s %s", sk, text(item["outcome"]), text(item["reason"])))
		}
	})
	slices.Sort(found)
	return found, err
}

// items lists the items of the main table whose partition key begins so, as "partition key sort key".
func (w world) items(t *testing.T, prefix string) ([]string, error) {
	var found []string
	err := w.each(t, w.Table, func(item map[string]types.AttributeValue) {
		if pk := text(item["pk"]); strings.HasPrefix(pk, prefix) {
			found = append(found, pk+" "+text(item["sk"]))
		}
	})
	slices.Sort(found)
	return found, err
}

// each shows every item of a table as it is stored.
func (w world) each(t *testing.T, table string, show func(map[string]types.AttributeValue)) error {
	pages := dynamodb.NewScanPaginator(w.DynamoDB(), &dynamodb.ScanInput{TableName: &table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		p, err := pages.NextPage(t.Context())
		if err != nil {
			return err
		}
		for _, item := range p.Items {
			show(item)
		}
	}
	return nil
}

func text(v types.AttributeValue) string {
	if s, ok := v.(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}
