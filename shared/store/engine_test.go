package store_test

import (
	"testing"

	"doorstep/infra/conformance/engine"
	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/shared/store/storetest"
)

// TestStoreOverTheWire runs the conformance suite on the engine of DYNAMODB_ENDPOINT, or on the pinned stand-in.
func TestStoreOverTheWire(t *testing.T) {
	t.Parallel()
	endpoint := dynoxidetest.Endpoint(t)
	storetest.Run(t, storetest.Client(endpoint), engine.Behind(t, endpoint).All()...)
}
