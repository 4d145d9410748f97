package handler

import (
	"doorstep/shared/order"
)

// recordConsent is what somebody agreed to hear, in the words of the PUT. Nothing of it is personal.
type recordConsent struct {
	Email *bool          `json:"email,omitempty"`
	SMS   *bool          `json:"sms,omitempty"`
	Extra *bool          `json:"extra,omitempty"`
	At    string         `json:"at,omitempty"`
	How   string         `json:"how,omitempty"`
	Log   []recordAnswer `json:"log,omitempty"` // what was said when, the oldest first, where it was more than once
}

// recordAnswer is what somebody said of messages at one time.
type recordAnswer struct {
	Email *bool  `json:"email,omitempty"`
	SMS   *bool  `json:"sms,omitempty"`
	Extra *bool  `json:"extra,omitempty"`
	At    string `json:"at,omitempty"`
	How   string `json:"how,omitempty"`
}

// recordWatcher is somebody besides the shopper who wants to hear of the order; where to reach them stands in the export only.
type recordWatcher struct {
	ID      string         `json:"id"`
	Locale  string         `json:"locale,omitempty"`
	Gift    bool           `json:"gift"`
	Consent *recordConsent `json:"consent,omitempty"` // nothing told: they get nothing
}

func newRecordConsent(c order.Consent) *recordConsent {
	if !c.Told() {
		return nil
	}
	r := &recordConsent{Email: c.Email, SMS: c.SMS, Extra: c.Extra, At: c.At, How: c.How}
	for _, w := range c.Log {
		r.Log = append(r.Log, recordAnswer(w))
	}
	return r
}

func newRecordWatchers(list []order.Watcher) []recordWatcher {
	var out []recordWatcher
	for _, w := range list {
		out = append(out, recordWatcher{ID: w.ID, Locale: w.Locale, Gift: w.Gift, Consent: newRecordConsent(w.Consent)})
	}
	return out
}

// exportContact is where a watcher is reached.
type exportContact struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

func newExportContacts(list []order.Contact) []exportContact {
	var out []exportContact
	for _, c := range list {
		out = append(out, exportContact{c.ID, c.Name.Open(), c.Email.Open(), c.Phone.Open()})
	}
	return out
}
