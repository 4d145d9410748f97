package dynamo

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"doorstep/shared/sim/dynamo/value"
)

const validation = "ValidationException"

// invalid is how DynamoDB refuses a request that it could never do.
func invalid(format string, args ...any) error {
	return &smithy.GenericAPIError{Code: validation, Message: fmt.Sprintf(format, args...), Fault: smithy.FaultClient}
}

// unknown is how the engine refuses what DynamoDB may take and it does not: never ignored, never answered halfway.
func unknown(what string) error { return invalid("not simulated: %s", what) }

// refused makes an error of DynamoDB out of a refusal; where names the expression or is empty.
func refused(where string, err error) error {
	var refusal value.Refusal
	if err == nil || !errors.As(err, &refusal) {
		return err
	}
	if where != "" {
		where = "Invalid " + where + ": "
	}
	return invalid("%s%s", where, string(refusal))
}

// conditionFailed is the answer to a write whose condition does not hold; item is nil unless it was asked for.
func conditionFailed(item value.Item) error {
	return &types.ConditionalCheckFailedException{Message: ptr("The conditional request failed"), Item: value.CloneItem(item)}
}

// message gives what an error of DynamoDB says.
func message(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorMessage()
	}
	return err.Error()
}
