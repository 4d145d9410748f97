// Package demo fills a local system with what a newcomer should find: secrets and keys, a brand, orders, and simulated carriers
// that move their parcels. Nothing of it is ever deployed.
package demo

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"time"

	"doorstep/infra/doorstep/brandfile"
	"doorstep/infra/local/system"
	"doorstep/shared/brand"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/store"
)

// What everybody may know, because it exists on this machine only.
const (
	Brand       = "aster"
	MerchantKey = "local-dev-key"
)

// senderDomain is the identity from which the demo's brand writes.
const senderDomain = "aster.example"

// Secret is the webhook secret of a source.
func Secret(source string) string { return "local-" + source + "-secret" }

// key derives a key of this machine, in hex. It is always the same, as the secrets are: tables behind a DYNAMODB_ENDPOINT outlive a
// run, and what they hold must open in the next one.
func key(name string) string {
	sum := sha256.Sum256([]byte("doorstep on this machine: " + name))
	return hex.EncodeToString(sum[:])
}

// Key is a key of this machine, "link" or "lookup", as the functions read it.
func Key(name string) ([]byte, error) { return hex.DecodeString(key(name)) }

// Seed stores the keys, each source's secret, and the brand with its API key. Without it nothing can be pushed or registered.
// carriers is the address of the simulated carriers; empty leaves the sources without credentials, so that nothing is polled.
func Seed(ctx context.Context, s *system.System, carriers string) error {
	for _, name := range []string{"kek", "link", "lookup"} {
		if err := s.SetParameter("/keys/"+name, key(name)); err != nil {
			return fmt.Errorf("store key %s: %w", name, err)
		}
	}
	for _, e := range registry.New().Entries() {
		if err := seedSource(s, e, carriers); err != nil {
			return err
		}
	}
	if err := seedShops(s); err != nil {
		return err
	}
	s.Mail().Verify(senderDomain)
	return seedBrand(ctx, s)
}

func seedSource(s *system.System, e registry.Entry, carriers string) error {
	source := e.Adapter.Source()
	below := "/sources/" + source + "/default/"
	if err := s.SetParameter(below+"secret", Secret(source)); err != nil {
		return fmt.Errorf("store the secret of %s: %w", source, err)
	}
	if e.Fetcher == nil || carriers == "" {
		return nil
	}
	credentials, err := json.Marshal(carriersim.Credentials(source, carriers))
	if err != nil {
		return err
	}
	if err := s.SetParameter(below+"credentials", string(credentials)); err != nil {
		return fmt.Errorf("store the credentials of %s: %w", source, err)
	}
	return nil
}

// brandFiles is the brand of the demo, which is also the example of a brand's file.
//
//go:embed aster.yaml aster.svg
var brandFiles embed.FS

func seedBrand(ctx context.Context, s *system.System) error {
	data, err := brandFiles.ReadFile("aster.yaml")
	if err != nil {
		return fmt.Errorf("describe the demo brand: %w", err)
	}
	file, err := brandfile.Parse(data, brandFiles.ReadFile)
	if err != nil {
		return fmt.Errorf("describe the demo brand: aster.yaml:%w", err)
	}
	record, err := brand.Encode(file.Record)
	if err != nil {
		return fmt.Errorf("describe the demo brand: %w", err)
	}
	db := store.New(s.DynamoDB(), store.Tables{Main: s.Table, Keys: s.KeyTable}, time.Now, mathrand.Float64)
	if err := db.ApplyBrand(ctx, file.ID, record, file.Accounts); err != nil {
		return err
	}
	return db.AddKey(ctx, file.ID, store.APIKey{Hash: brand.KeyHash(MerchantKey), Scope: brand.ScopeOrders})
}
