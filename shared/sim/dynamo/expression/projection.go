package expression

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// Projection is the attributes that an answer shall hold.
type Projection struct {
	Uses
	paths []path
}

// ParseProjection reads a projection expression.
func ParseProjection(text string) (*Projection, error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	paths, err := p.paths()
	if err != nil {
		return nil, err
	}
	return &Projection{Uses: p.uses, paths: paths}, p.finish()
}

func (p *parser) paths() ([]path, error) {
	var all []path
	for {
		one, err := p.path()
		if err != nil {
			return nil, err
		}
		all = append(all, one)
		if !p.accept(",") {
			return all, nil
		}
	}
}

// Check refuses paths that overlap.
func (p *Projection) Check(s Scope) error { return overlap(p.paths, s) }

// Of gives the part of an item that is asked for, which is never nil. It shares the item's values.
func (p *Projection) Of(item value.Item, s Scope) value.Item { return part(item, p.paths, s) }

func part(item value.Item, paths []path, s Scope) value.Item {
	out := value.Item{}
	for _, way := range paths {
		v := way.value(item, s)
		if v == nil {
			continue
		}
		into := out
		for _, step := range way[:len(way)-1] {
			inner, ok := into[s.Names[step]].(*types.AttributeValueMemberM)
			if !ok {
				inner = &types.AttributeValueMemberM{Value: value.Item{}}
				into[s.Names[step]] = inner
			}
			into = inner.Value
		}
		into[s.Names[way[len(way)-1]]] = v
	}
	return out
}
