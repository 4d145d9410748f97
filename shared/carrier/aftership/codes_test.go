package aftership

import (
	"fmt"
	"testing"
)

// The sub-statuses are those of AfterShip's list (https://www.aftership.com/docs/tracking/2026-07/enum/delivery-sub-statuses).
func TestTableHasEveryDocumentedSubStatus(t *testing.T) {
	t.Parallel()
	documented := map[string][]int{
		"Pending": {1, 2, 3, 4, 5, 6}, "InfoReceived": {1}, "InTransit": {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13}, "OutForDelivery": {1, 3, 4},
		"AttemptFail": {1, 2, 3}, "Delivered": {1, 2, 3, 4, 5}, "AvailableForPickup": {1},
		"Exception": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21}, "Expired": {1},
	}
	codes := New(nil).codes
	for tag, numbers := range documented {
		if _, ok := codes.Code("tag", tag); !ok {
			t.Errorf("no row for %s", tag)
		}
		for _, n := range numbers {
			if _, ok := codes.Code("subtag", fmt.Sprintf("%s_%03d", tag, n)); !ok {
				t.Errorf("no row for %s_%03d", tag, n)
			}
		}
	}
}
