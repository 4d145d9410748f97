package contract_test

import (
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/infra/contract"
	"doorstep/infra/local/template"
	"doorstep/shared/shipment"
)

// openapi is the document of this project.
func openapi(t *testing.T) *contract.Document {
	t.Helper()
	data, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := contract.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOpenAPIHasNothingWrong(t *testing.T) {
	t.Parallel()
	for _, wrong := range openapi(t).Wrong() {
		t.Error(wrong)
	}
}

func TestOpenAPIHasTheRoutesOfTheTemplate(t *testing.T) {
	t.Parallel()
	deployed, err := template.Load("../../template.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, f := range deployed.Functions() {
		for _, e := range f.HTTP {
			want = append(want, e.Key())
		}
	}
	for _, op := range openapi(t).Operations() {
		got = append(got, op.Route())
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("routes of the template and of the document differ (-template +document):\n%s", diff)
	}
}

// Every body that a program reads or writes has an example, at its place or at its schema.
func TestOpenAPIShowsWhatBodiesLookLike(t *testing.T) {
	t.Parallel()
	shown := func(media contract.Node) bool {
		return len(media.Examples()) > 0 || len(media.Field("schema").Examples()) > 0
	}
	for _, op := range openapi(t).Operations() {
		for kind, media := range op.Field("requestBody").Field("content").Fields() {
			if kind != "*/*" && !shown(media) {
				t.Errorf("%s shows no request of %s", op.ID, kind)
			}
		}
		for _, status := range []string{"200", "201"} {
			if media := op.Field("responses").Field(status).Field("content").Field("application/json"); media.Exists() && !shown(media) {
				t.Errorf("%s shows no answer %s", op.ID, status)
			}
		}
	}
}

func TestOpenAPIKnowsTheWords(t *testing.T) {
	t.Parallel()
	schemas := openapi(t).Root().Field("components").Field("schemas")
	words := func(name string) []string {
		var out []string
		for _, word := range schemas.Field(name).Field("enum").List() {
			out = append(out, word.Text())
		}
		slices.Sort(out)
		return out
	}
	var statuses []string
	subs := []string{""}
	for status, refined := range shipment.SubStatuses {
		statuses = append(statuses, string(status))
		subs = append(subs, refined...)
	}
	slices.Sort(statuses)
	slices.Sort(subs)
	if diff := cmp.Diff(statuses, words("Status")); diff != "" {
		t.Errorf("statuses differ (-code +document):\n%s", diff)
	}
	if diff := cmp.Diff(slices.Compact(subs), words("SubStatus")); diff != "" {
		t.Errorf("sub-statuses differ (-code +document):\n%s", diff)
	}
}

// Answers that hold something say who may keep it: an order must never lie in a cache that others read.
func TestOpenAPISaysWhoMayKeepAnswers(t *testing.T) {
	t.Parallel()
	for _, op := range openapi(t).Operations() {
		for _, status := range op.Statuses() {
			response := op.Field("responses").Field(strconv.Itoa(status))
			if holds := response.Field("content").Exists() || response.Field("headers").Exists(); !holds || status >= 400 {
				continue
			}
			keep := response.Field("headers").Field("Cache-Control")
			if keep.Field("required").Text() != "true" {
				t.Errorf("%s, status %d: nothing is said about caches", op.ID, status)
			}
			if shared := keep.Component() == "Public"; shared != (op.ID == "widget") {
				t.Errorf("%s, status %d: kept by everybody: %v", op.ID, status, shared)
			}
		}
	}
}
