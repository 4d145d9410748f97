// Package sim runs Doorstep as it is deployed, all of its handlers, over simulated services that fail, and holds what comes of it to
// what must come of it. One seed fixes a run: the same seed gives the same history, call by call.
//
// A run is a bubble of testing/synctest. Every call that a handler makes (DynamoDB, SQS, SSM, carriers, SES) is a step: it waits until
// all goroutines wait, then the scheduler draws whose turn it is and what becomes of the call. README.md says what is simulated, what
// is not, and how to read a history.
//
// The package is for tests; nothing that is deployed imports it.
package sim
