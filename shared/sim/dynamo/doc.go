// Package dynamo is a DynamoDB in memory for simulations: it takes the inputs of the SDK and evaluates the expressions in them, so that
// what runs over it is the store as it is deployed. It has one mutex, no goroutine, and no time or chance of its own: the same calls at
// the same times give the same answers.
package dynamo
