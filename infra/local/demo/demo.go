package demo

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"doorstep/infra/local/demo/shop"
	"doorstep/infra/local/system"
	"doorstep/shared/carrier/carriersim"
)

// Demo is the simulated world beside a running system.
type Demo struct {
	system   *system.System
	url      string // origin of the system's API
	sim      *carriersim.Sim
	server   *http.Server
	shop     *shop.Shop // nil until it is open
	client   *http.Client
	cancel   context.CancelFunc
	carriers sync.WaitGroup
}

// Start seeds the system, registers the demo orders over the HTTP API and sets the simulated carriers going: they answer polls,
// and push signed scans as the scans happen.
func Start(ctx context.Context, s *system.System) (*Demo, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the simulated carriers: %w", err)
	}
	running, cancel := context.WithCancel(ctx)
	d := &Demo{system: s, url: s.URL(), sim: carriersim.New(time.Now), client: &http.Client{Timeout: 30 * time.Second}, cancel: cancel}
	d.server = &http.Server{Handler: d.sim, ReadHeaderTimeout: 10 * time.Second}
	d.carriers.Go(func() { d.server.Serve(listener) }) //nolint:errcheck // ends with ErrServerClosed
	if err := Seed(ctx, s, "http://"+listener.Addr().String()); err != nil {
		d.Close()
		return nil, err
	}
	var taken []shop.Order
	for _, o := range orders(time.Now()) {
		trackingURL, err := d.register(running, o)
		if err != nil {
			d.Close()
			return nil, err
		}
		taken = append(taken, o.sold(trackingURL))
	}
	if err := d.openShop(taken[:inShop]); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// Close ends the simulated carriers and waits for what they are sending. It may be called twice.
func (d *Demo) Close() {
	d.cancel()
	d.server.Close() //nolint:errcheck // nobody is left to hear of it
	if d.shop != nil {
		d.shop.Close() //nolint:errcheck // likewise
	}
	d.carriers.Wait()
}

// Places lists what to open.
func (d *Demo) Places() []system.Place { return d.system.Places() }

// register puts an order into the system and its parcels on the road. It gives the address of the order's page.
func (d *Demo) register(ctx context.Context, o order) (string, error) {
	answer, err := d.put(ctx, o)
	if err != nil {
		return "", fmt.Errorf("register demo order %s: %w", o.number, err)
	}
	d.system.AddPlace(system.Place{Group: "Orders", Title: "Order " + o.number, URL: answer.TrackingURL, Note: o.note})
	for _, p := range o.parcels {
		if len(p.Life) == 0 {
			continue
		}
		d.sim.Add(p.Parcel)
		for _, source := range p.pushedBy {
			d.carriers.Go(func() { d.drive(ctx, source, p.Parcel) })
		}
	}
	return answer.TrackingURL, nil
}

// drive pushes the scans of a parcel as they happen; those of the past at once.
func (d *Demo) drive(ctx context.Context, source string, p carriersim.Parcel) {
	for i, scan := range p.Life {
		timer := time.NewTimer(time.Until(scan.At))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		d.push(ctx, source, p, i)
	}
}

// push sends one push and tries again as a carrier would while the webhook does not take it.
func (d *Demo) push(ctx context.Context, source string, p carriersim.Parcel, i int) {
	push, err := carriersim.PushFor(source, Secret(source), p, i)
	if err != nil {
		return
	}
	for wait := time.Second; ; wait *= 2 {
		if taken, final := d.send(ctx, source, push); taken || final || ctx.Err() != nil {
			return
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// send posts one push; final says that repeating it is pointless.
func (d *Demo) send(ctx context.Context, source string, push carriersim.Push) (taken, final bool) {
	request, err := post(ctx, d.url+"/webhooks/"+source, push.Body)
	if err != nil {
		return false, true
	}
	request.Header = push.Header.Clone()
	answer, err := d.client.Do(request)
	if err != nil {
		return false, false
	}
	defer answer.Body.Close()
	return answer.StatusCode < 300, answer.StatusCode >= 400 && answer.StatusCode < 500 && answer.StatusCode != http.StatusTooManyRequests
}
