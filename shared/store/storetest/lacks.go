package storetest

import "slices"

// What a database may be known not to do as DynamoDB does. The suite then wants what such a database does instead, so that a difference
// that is gone is noticed.
const (
	// UnitsOfMisses: a read that finds nothing takes capacity as well
	// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html).
	UnitsOfMisses = "capacity of reads that find nothing"
	// UnitsOfTransactions: a transaction takes twice the capacity of its writes
	// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-capacity-handling).
	UnitsOfTransactions = "capacity of transactions"
)

// units are what DynamoDB consumes, or what a database reports that lacks what is named.
func (e env) units(lack string, dynamodb, otherwise float64) float64 {
	if slices.Contains(e.lacks, lack) {
		return otherwise
	}
	return dynamodb
}
