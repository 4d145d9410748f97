package store

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"doorstep/shared/fault"
)

// classify gives an error of the SDK its kind. The SDK has tried again before it gives up, so what is left is for the queue.
// Codes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
func classify(err error, format string, args ...any) error {
	return fault.Wrap(kindOf(err), err, format, args...)
}

func kindOf(err error) fault.Kind {
	var known *fault.Error
	var api smithy.APIError
	switch {
	case errors.As(err, &known):
		return known.Kind
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.Unavailable
	case !errors.As(err, &api):
		return fault.Unavailable // no answer: the network, a timeout
	}
	switch api.ErrorCode() {
	case "ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded", "ThrottlingError":
		return fault.Throttled
	case "TransactionConflictException":
		return fault.Conflict
	case "InternalServerError", "InternalServerErrorException", "ServiceUnavailable", "ServiceUnavailableException":
		return fault.Unavailable
	}
	if api.ErrorFault() == smithy.FaultServer {
		return fault.Unavailable
	}
	return fault.Internal // a request that we built wrongly, or a right that the function lacks
}

// refusal reports whether err says that a condition failed, and gives the item that is there; none when there is none.
func refusal(err error) (present map[string]types.AttributeValue, refused bool) {
	var failed *types.ConditionalCheckFailedException
	if !errors.As(err, &failed) {
		return nil, false
	}
	return failed.Item, true
}
