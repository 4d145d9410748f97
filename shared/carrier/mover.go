package carrier

import "context"

type moversKey struct{}

// WithMovers notes, for a Fetcher, the Doorstep code of who moves each number. A few aggregators (Shippo, ShipEngine) must be
// told the carrier of a number with every question, and most others must not; so it is a note beside the numbers and no part
// of Fetch.
func WithMovers(ctx context.Context, movers map[string]string) context.Context {
	return context.WithValue(ctx, moversKey{}, movers)
}

// Mover gives the Doorstep code of who moves a number, as WithMovers noted it, or "".
func Mover(ctx context.Context, number string) string {
	movers, _ := ctx.Value(moversKey{}).(map[string]string)
	return movers[number]
}
