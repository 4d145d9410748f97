// Package dynamo is a DynamoDB in memory for simulations: it takes the inputs of the SDK and evaluates the expressions in them, so that
// what runs over it is the store as it is deployed. It has one mutex, no goroutine, and no time or chance of its own: the same calls at
// the same times give the same answers.
//
// It is held to the conformance suite of the store, and its answers to those of DynamoDB Local and of the stand-in of infra/local, for
// drawn calls. With DYNAMODB_ENDPOINT the tests compare it with whatever speaks the protocol there.
//
// # What it simulates
//
// GetItem, BatchGetItem, Query, PutItem, UpdateItem, DeleteItem and TransactWriteItems with condition, update, key condition, filter and
// projection expressions (see package expression); request units of tables and indexes; sparse indexes of keys; the stream of old and new
// images; deletion by time to live; eventually consistent reads and indexes, which see the state of some time ago; tokens of transactions.
//
// What it does not know it refuses with a ValidationException that says "not simulated". A simulation that switches a condition off does
// it without leaving a placeholder unused: "#v = :seen" becomes "#v = :seen OR attribute_exists(#v) OR attribute_not_exists(#v)".
//
// # What it does not simulate
//
//   - Throttling, internal errors, lost answers, slow answers and everything else that goes wrong on the way: who simulates puts that
//     between the store and the Client. TransactionConflict is there never, since calls are made one after the other. Keys of a batch never
//     stay unprocessed.
//   - The SDK: a call has one attempt, and a transaction no token unless the caller gives one. Whoever repeats a transaction as the SDK
//     does gives both attempts one ClientRequestToken.
//   - Scan, BatchWriteItem, TransactGetItems, PartiQL, DescribeTable, UpdateTable, tags, backups; the calls of DynamoDB Streams (shards,
//     iterators, the 24 hours after which records go). All records of a table are one shard.
//   - Reads that are behind by different amounts for items of one answer, and reads that go back and forth by themselves: the state of one
//     moment is answered, and which moment is up to the caller. Conditions and consistent reads see the present.
//   - Keys of numbers or binaries, indexes with more than keys, local indexes, provisioned capacity; lists by index; the order of entries
//     of an index under one key, which DynamoDB leaves open and which here is that of the table's keys.
//   - Bounds on partitions, on the whole size of expressions' operators, on request bodies, and the words of all error messages.
package dynamo
