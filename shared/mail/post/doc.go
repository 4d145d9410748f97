// Package post hands messages to those who carry them: e-mail to Amazon SES, text messages to AWS End User Messaging SMS, alerts to the
// incoming webhook of a chat. It writes no texts and decides nothing: what arrives here is sent once, now.
//
// A message must not be sent twice, so a call is repeated only when it surely did not arrive: no connection was made, or it was refused
// because there were too many. A call that broke off after it had left may have been taken all the same; the error then says so (see
// Unsure), and whoever tries again knows that the reader may get the message twice.
//
// Errors have the kinds that decide what becomes of a message, and never hold an address or what the other side wrote, because SES
// repeats addresses in its texts:
//
//	fault.Invalid      this message to this address never leaves: asking again does not help
//	fault.Throttled    too many at once: later
//	fault.Unavailable  the other side does not answer, or somebody has to set something up first: later
package post
