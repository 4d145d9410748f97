package veho

import "testing"

func TestNameOfANumber(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"VH7K2MXRQ4T9BC":       "trackingId",
		"VH7K2MXRQ4T9B":        "barcode",
		"XH7K2MXRQ4T9BC":       "barcode",
		"00812345678901234567": "barcode",
	} {
		if got := nameOf(number); got != want {
			t.Errorf("%s: got %s, want %s", number, got, want)
		}
	}
}
