// Package dynoxide installs, starts and watches dynoxide, the DynamoDB stand-in that `make run` and `make test` use.
//
// The engine is one static binary from npm, pinned by version and integrity hash in ../package.json and
// ../package-lock.json. It runs as a child process on 127.0.0.1, in memory, and speaks the wire protocols of DynamoDB and
// DynamoDB Streams, so that the code under test is the code that runs on AWS.
//
// What differs from AWS:
//   - an update that changes nothing still writes a stream record;
//   - a new table inherits the stream records of a deleted one of the same name;
//   - nothing ever expires by TTL;
//   - a character beyond ASCII outside a string of an expression ends the process (GHSA-gwhp-7jch-7xj6): always use
//     `#name` placeholders.
//
// The package creates no tables and knows nothing of Doorstep's data.
package dynoxide
