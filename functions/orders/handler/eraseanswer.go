package handler

import (
	"doorstep/shared/order"
)

// erased answers an erasure. It says the same however often it is asked.
type erased struct {
	OrderID   string   `json:"order_id"`
	ErasedAt  string   `json:"erased_at"`
	Destroyed []string `json:"destroyed"`
	Kept      []string `json:"kept"`
}

func newErased(o order.Order) erased {
	return erased{
		OrderID: o.ID, ErasedAt: o.Erased,
		Destroyed: []string{
			"keys of the recipient's and watchers' names, e-mails, phones and addresses, of who signed, and of what the shopper wrote",
			"the words of carriers about the parcels", "entries on the list of what needs a person, and what was due",
			"hashes by which the order was found", "all links", "items, promises and prices",
		},
		Kept: []string{
			"order number, its names in other systems, tracking numbers, carrier scans without the carriers' words", "decisions about messages", "scores and kinds of cases, without comments",
			"pushes that could not be read, sealed, up to 30 days; undelivered queue messages, encrypted, up to 14 days",
		},
	}
}
