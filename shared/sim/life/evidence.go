package life

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/store"
)

// Evidence is what a run has left behind.
type Evidence struct {
	Table       *store.Store                      // reads what is stored, without faults
	Items       []map[string]types.AttributeValue // of the main table
	Keys        []map[string]types.AttributeValue // of the table of data keys
	Answered    map[int]int                       // by event: the last HTTP status that its sender saw; none: never answered
	Mails       []Mail                            // Mailboxes.Mails
	Crashes     int                               // processes killed
	LostAnswers int                               // calls that had their effect and whose caller was told nothing, or an error
	Waiting     map[string]int                    // by queue: messages left
	Dead        map[string]int                    // by dead-letter queue: messages left
	Log         []byte                            // everything that the functions logged
}

// Check gives what is wrong with what a run has left behind; nothing when all is well.
func (l *Life) Check(ctx context.Context, e Evidence) []string { return nil }
