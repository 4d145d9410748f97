package main

// List prices in US dollars, us-east-1, first tier, no free tier, noted on 2026-11-21 mostly from pages that quote AWS. The links lead
// to AWS's own pages: compare before you rely on a total.
const (
	priceWrite   = 0.625 / 1e6  // per write request unit: https://aws.amazon.com/dynamodb/pricing/on-demand/
	priceRead    = 0.125 / 1e6  // per read request unit
	priceStorage = 0.25 / gib   // per byte and month
	priceBackup  = 0.20 / gib   // per byte and month of point-in-time recovery, which template.yaml turns on
	priceHTTP    = 1.00 / 1e6   // per request of an HTTP API, up to 512 KB: https://aws.amazon.com/api-gateway/pricing/
	priceInvoke  = 0.20 / 1e6   // per invocation: https://aws.amazon.com/lambda/pricing/
	priceGBs     = 0.0000133334 // per GB-second on arm64
	priceSQS     = 0.40 / 1e6   // per request, up to 64 KB: https://aws.amazon.com/sqs/pricing/
	priceLog     = 0.50 / gib   // per byte taken in: https://aws.amazon.com/cloudwatch/pricing/
	priceOut     = 0.09 / gib   // per byte to the internet: https://aws.amazon.com/ec2/pricing/on-demand/
	gib          = 1 << 30      // what AWS calls a GB
	priceMail    = 0.10 / 1e3   // per e-mail, attachments apart, of which there are none: https://aws.amazon.com/ses/pricing/
	priceTick    = 1.00 / 1e6   // per run of a schedule: https://aws.amazon.com/eventbridge/pricing/
)

// sesMilliseconds is how long SES is assumed to take for an e-mail, within a region.
const sesMilliseconds = 60

// milliseconds is how long an invocation is assumed to be billed. Times of this machine would say little about Lambda: a function
// with 256 MB gets a seventh of a core, and each request to DynamoDB or SQS takes 3 to 8 ms within a region. Poll waits for the
// carrier. Notify takes one message after the other, each with a few requests.
func milliseconds(function string, batch float64) float64 {
	switch function {
	case "Webhook", "Track":
		return 15
	case "Orders":
		return 60
	case "Poll":
		return 500
	case "Notify":
		return 20 + 20*batch
	default: // Ingest, Relay, Schedule: a batch
		return 40
	}
}
