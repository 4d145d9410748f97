package life

import (
	"context"
	"fmt"

	"doorstep/shared/brand"
	"doorstep/shared/store"
)

// storefront is one brand of the merchant.
type storefront struct {
	id      string
	account string // with every source
	key     string // of its bearer
	team    string // where alerts go
	live    bool
	record  brand.Record
}

const (
	aster = iota // live; tells of everything at once
	birch        // live; waits for news of an order's other parcels, and writes text messages of deliveries
	cedar        // decides and sends nothing
)

func storefronts() []storefront {
	never := 0
	record := func(id, name, mode string) brand.Record {
		return brand.Record{Name: name, Support: brand.Support{Email: "help@" + id + ".example"}, Messages: brand.Messages{
			Mode: mode, From: "parcels@" + id + ".example", Zone: "America/New_York", Alerts: brand.Alerts{Emails: []string{"team@" + id + ".example"}},
		}}
	}
	all := []storefront{
		{id: "aster", account: "default", live: true, record: record("aster", "Aster", "live")},
		{id: "birch", account: "birch", live: true, record: record("birch", "Birch", "live")},
		{id: "cedar", account: "default", record: record("cedar", "Cedar", "shadow")},
	}
	all[aster].record.Messages.Merge = &never
	all[birch].record.Messages.SMS.Senders = map[string]string{"*": "BIRCH"}
	all[birch].record.Messages.Kinds = map[string]brand.Rule{"delivered": {Channels: []string{"email", "sms"}}}
	for i := range all {
		all[i].key = "key-of-" + all[i].id
		all[i].team = "team@" + all[i].id + ".example"
	}
	return all
}

// Fill stores the brands.
func (l *Life) Fill(ctx context.Context, s *store.Store) error {
	for _, b := range l.brands {
		record, err := brand.Encode(b.record)
		if err != nil {
			return fmt.Errorf("encode brand %s: %w", b.id, err)
		}
		var accounts []string
		if b.account != "default" {
			for _, source := range pushers() {
				accounts = append(accounts, source+"/"+b.account)
			}
		}
		if err := s.ApplyBrand(ctx, b.id, record, accounts); err != nil {
			return fmt.Errorf("store brand %s: %w", b.id, err)
		}
		if err := s.AddKey(ctx, b.id, store.APIKey{Hash: brand.KeyHash(b.key), Scope: brand.ScopeOrders}); err != nil {
			return fmt.Errorf("store key of brand %s: %w", b.id, err)
		}
	}
	return nil
}
