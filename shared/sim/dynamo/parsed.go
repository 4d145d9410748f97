package dynamo

import "doorstep/shared/sim/dynamo/expression"

// parsed keeps the expressions that were read, by their text.
type parsed struct {
	conditions  map[string]*expression.Condition
	keys        map[string]*expression.Key
	updates     map[string]*expression.Update
	projections map[string]*expression.Projection
}

func newParsed() parsed {
	return parsed{map[string]*expression.Condition{}, map[string]*expression.Key{}, map[string]*expression.Update{},
		map[string]*expression.Projection{}}
}

// read parses an expression once; nil when the request has none.
func read[T any](known map[string]*T, parse func(string) (*T, error), text *string, where string) (*T, error) {
	if text == nil {
		return nil, nil
	}
	if expr, ok := known[*text]; ok {
		return expr, nil
	}
	expr, err := parse(*text)
	if err != nil {
		return nil, refused(where, err)
	}
	known[*text] = expr
	return expr, nil
}

func (p parsed) condition(text *string, where string) (*expression.Condition, error) {
	return read(p.conditions, expression.ParseCondition, text, where)
}

func (p parsed) key(text *string) (*expression.Key, error) {
	return read(p.keys, expression.ParseKey, text, "KeyConditionExpression")
}

func (p parsed) update(text *string) (*expression.Update, error) {
	return read(p.updates, expression.ParseUpdate, text, "UpdateExpression")
}

func (p parsed) projection(text *string) (*expression.Projection, error) {
	return read(p.projections, expression.ParseProjection, text, "ProjectionExpression")
}
