package sqs

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// The error codes of the API, as the SDK's error types are named. See the "Errors" section of each operation in
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
const (
	codeBatchIDsNotDistinct   = "BatchEntryIdsNotDistinct"
	codeBatchTooLong          = "BatchRequestTooLong"
	codeEmptyBatch            = "EmptyBatchRequest"
	codeInvalidAddress        = "InvalidAddress"
	codeInvalidAttributeName  = "InvalidAttributeName"
	codeInvalidAttributeValue = "InvalidAttributeValue"
	codeInvalidBatchID        = "InvalidBatchEntryId"
	codeInvalidContents       = "InvalidMessageContents"
	codeInvalidParameter      = "InvalidParameterValue"
	codeMissingParameter      = "MissingParameter"
	codeNotInFlight           = "MessageNotInflight"
	codeOverLimit             = "OverLimit"
	codePurgeInProgress       = "PurgeQueueInProgress"
	codeQueueDeletedRecently  = "QueueDeletedRecently"
	codeQueueMissing          = "QueueDoesNotExist"
	codeQueueExists           = "QueueNameExists"
	codeReceiptInvalid        = "ReceiptHandleIsInvalid"
	codeResourceNotFound      = "ResourceNotFoundException"
	codeTooManyEntries        = "TooManyEntriesInBatchRequest"
	codeUnsupported           = "UnsupportedOperation"

	codeInternal         = "InternalFailure"
	codeSerialization    = "SerializationException"
	codeUnknownOperation = "UnknownOperationException"
)

// apiError is what a client gets. All of them are the sender's fault: the stand-in has no bad days of its own.
type apiError struct {
	code    string
	message string
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

func fail(code, format string, args ...any) error {
	return &apiError{code: code, message: fmt.Sprintf(format, args...)}
}

func missing(parameter string) error {
	return fail(codeMissingParameter, "The request must contain the parameter %s.", parameter)
}

func invalid(parameter string, value any, reason string) error {
	return fail(codeInvalidParameter, "Value %v for parameter %s is invalid. Reason: %s", value, parameter, reason)
}

// asAPIError lets nothing but API errors out: anything else would be a bug here, reported as AWS reports its own.
func asAPIError(err error) *apiError {
	var known *apiError
	if errors.As(err, &known) {
		return known
	}
	return &apiError{code: codeInternal, message: err.Error()}
}

// httpStatus and queryCode follow the traits of the service model: most errors are 400 and keep their name in the older
// query protocol, whose name for them travels in the header x-amzn-query-error.
func httpStatus(code string) int {
	switch code {
	case codeInvalidAddress, codeReceiptInvalid, codeResourceNotFound:
		return http.StatusNotFound
	case codeOverLimit, codePurgeInProgress:
		return http.StatusForbidden
	case codeInternal:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

func queryCode(code string) string {
	switch code {
	case codeQueueMissing:
		return "AWS.SimpleQueueService.NonExistentQueue"
	case codeQueueExists:
		return "QueueAlreadyExists"
	case codeBatchIDsNotDistinct, codeBatchTooLong, codeEmptyBatch, codeInvalidBatchID, codeNotInFlight,
		codePurgeInProgress, codeQueueDeletedRecently, codeTooManyEntries, codeUnsupported:
		return "AWS.SimpleQueueService." + code
	}
	return code
}

func writeError(w http.ResponseWriter, err error) {
	e := asAPIError(err)
	fault := "Sender"
	if e.code == codeInternal {
		fault = "Receiver"
	}
	w.Header().Set("X-Amzn-Query-Error", queryCode(e.code)+";"+fault)
	w.WriteHeader(httpStatus(e.code))
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": "com.amazonaws.sqs#" + e.code, "message": e.message})
}
