package sim

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/infra/local/eventsource/filter"
	"doorstep/infra/local/template"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/page"
	"doorstep/shared/watch"
)

// System is template.yaml and what the functions link: all that runs have in common. It is read-only.
type System struct {
	functions map[string]template.Function // by logical id
	queues    map[string]template.Queue
	tables    map[string]template.Table
	order     []string // logical ids of the queues, in the order of the file
	routes    map[string]string
	filters   map[string]filter.Filter // of streams, by function

	sources *registry.Registry
	limits  watch.Limits
	pages   *page.Pages
}

// Load reads the template that all time-outs, batch sizes, visibilities, attempts and routes are taken from.
func Load(path string) (*System, error) {
	read, err := template.Load(path, nil)
	if err != nil {
		return nil, fmt.Errorf("read the template: %w", err)
	}
	s := &System{
		functions: map[string]template.Function{}, queues: map[string]template.Queue{}, tables: map[string]template.Table{},
		routes: map[string]string{}, filters: map[string]filter.Filter{}, sources: registry.New(),
	}
	for _, f := range read.Functions() {
		s.functions[f.ID] = f
		for _, e := range f.HTTP {
			s.routes[e.Key()] = f.ID
		}
		for _, e := range f.Streams {
			if s.filters[f.ID], err = filter.Parse(e.Filters...); err != nil {
				return nil, fmt.Errorf("read the filter of %s: %w", f.ID, err)
			}
		}
	}
	for _, q := range read.Queues() {
		s.queues[q.ID] = q
		s.order = append(s.order, q.ID)
	}
	for _, t := range read.Tables() {
		s.tables[t.ID] = t
	}
	if s.limits, err = watch.Defaults(); err != nil {
		return nil, fmt.Errorf("read the limits of watch: %w", err)
	}
	if s.pages, err = page.New(); err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	return s, nil
}

// tableInput makes the request that creates a table of the template.
func tableInput(t template.Table) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{TableName: &t.Name, BillingMode: types.BillingModePayPerRequest, KeySchema: keySchema(t.Key)}
	for _, a := range t.Attributes {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: aws.String(a.Name), AttributeType: types.ScalarAttributeType(a.Type)})
	}
	for _, x := range t.Indexes {
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: aws.String(x.Name), KeySchema: keySchema(x.Key),
			Projection: &types.Projection{ProjectionType: types.ProjectionType(x.Projection), NonKeyAttributes: x.NonKey},
		})
	}
	if t.StreamView != "" {
		in.StreamSpecification = &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewType(t.StreamView)}
	}
	return in
}

func keySchema(k template.Key) []types.KeySchemaElement {
	keys := []types.KeySchemaElement{{AttributeName: aws.String(k.Hash), KeyType: types.KeyTypeHash}}
	if k.Range != "" {
		keys = append(keys, types.KeySchemaElement{AttributeName: aws.String(k.Range), KeyType: types.KeyTypeRange})
	}
	return keys
}
