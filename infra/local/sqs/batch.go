package sqs

// maxEntries is how many entries a batch may have, and how many messages a receive may return.
const maxEntries = 10

// batchOutput reports each entry of a batch on its own. Success is an operation's answer for one entry.
type batchOutput[Success any] struct {
	Successful []Success
	Failed     []batchFailure
}

type batchFailure struct {
	ID          string `json:"Id"`
	Code        string
	Message     string
	SenderFault bool
}

// batchDone is the success of an entry that returns nothing.
type batchDone struct {
	ID string `json:"Id"`
}

// checkBatch checks a batch as a whole.
func checkBatch[Entry interface{ entryID() string }](entries []Entry) error {
	if len(entries) == 0 {
		return fail(codeEmptyBatch, "There should be at least one entry in the request.")
	}
	if len(entries) > maxEntries {
		return fail(codeTooManyEntries, "Maximum number of entries per request are %d. You have sent %d.", maxEntries, len(entries))
	}
	seen := map[string]bool{}
	for _, e := range entries {
		id := e.entryID()
		if id == "" || len(id) > 80 || !onlyOf(id, "-_") {
			return fail(codeInvalidBatchID, "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.")
		}
		if seen[id] {
			return fail(codeBatchIDsNotDistinct, "Id %s repeated.", id)
		}
		seen[id] = true
	}
	return nil
}

// inBatch does each entry of a checked batch in order; an entry's failure is only its own.
func inBatch[Entry interface{ entryID() string }, Success any](entries []Entry, do func(Entry) (Success, error)) batchOutput[Success] {
	out := batchOutput[Success]{Successful: []Success{}, Failed: []batchFailure{}}
	for _, e := range entries {
		success, err := do(e)
		if err != nil {
			known := asAPIError(err)
			out.Failed = append(out.Failed, batchFailure{ID: e.entryID(), Code: known.code, Message: known.message, SenderFault: known.code != codeInternal})
			continue
		}
		out.Successful = append(out.Successful, success)
	}
	return out
}
