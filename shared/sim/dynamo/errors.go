package dynamo

import (
	"fmt"

	"github.com/aws/smithy-go"
)

// invalid is how DynamoDB refuses a request that it could never do.
func invalid(format string, args ...any) error {
	return &smithy.GenericAPIError{Code: "ValidationException", Message: fmt.Sprintf(format, args...), Fault: smithy.FaultClient}
}
