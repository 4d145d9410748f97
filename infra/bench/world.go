package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"doorstep/infra/bench/meter"
	"doorstep/infra/local/demo"
	"doorstep/infra/local/dynoxide"
	"doorstep/infra/local/system"
	"doorstep/shared/carrier/carriersim"
)

// patience bounds each wait, so that a broken system ends the run with a sentence.
const patience = time.Minute

// world is the whole system with a meter between its functions and their tables, and with carriers that answer polls.
type world struct {
	*system.System
	meter     *meter.Meter
	carriers  *carriersim.Sim
	answering string // address of the simulated carriers
	client    *http.Client
	logger
	closers []func() error
}

// start brings the world up. endpoint is a DynamoDB stand-in that runs already; empty starts the pinned one. params go to the template.
func start(ctx context.Context, root, endpoint string, params map[string]string) (_ *world, err error) {
	w := &world{client: &http.Client{Timeout: patience}}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if endpoint == "" {
		binary, err := dynoxide.Ensure(ctx, filepath.Join(root, "infra", "local"))
		if err != nil {
			return nil, err
		}
		engine, err := dynoxide.Start(ctx, dynoxide.Options{Binary: binary})
		if err != nil {
			return nil, err
		}
		w.closers = append(w.closers, engine.Close)
		endpoint = engine.Endpoint()
	}
	if w.meter, err = meter.New(endpoint); err != nil {
		return nil, err
	}
	metered, err := w.serve(w.meter)
	if err != nil {
		return nil, fmt.Errorf("start the meter: %w", err)
	}
	w.carriers = carriersim.New(time.Now)
	answering, err := w.serve(w.carriers)
	if err != nil {
		return nil, fmt.Errorf("start the simulated carriers: %w", err)
	}
	if w.System, err = system.Start(ctx, system.Options{Root: root, Params: params, DynamoDBEndpoint: metered, Log: w}); err != nil {
		return nil, err
	}
	w.closers = append(w.closers, w.System.Close)
	w.answering = answering
	// Nobody but USPS can be asked, so that what others would say about a delivery without proof stands in no measurement but that
	// of proved, which lets UPS answer.
	if err := demo.Seed(ctx, w.System, ""); err != nil {
		return nil, err
	}
	return w, errors.Join(w.speak(ctx, "shadow"), w.open("usps"))
}

// open lets a simulated carrier be asked, as often as a run likes.
func (w *world) open(source string) error {
	account := carriersim.Credentials(source, w.answering)
	account["rate"] = "1000/s"
	credentials, err := json.Marshal(account)
	if err != nil {
		return err
	}
	return w.account(source, string(credentials))
}

// account sets the credentials with a source. What poll remembers of others ends with its process.
func (w *world) account(source, credentials string) error {
	w.end("Poll")
	return w.SetParameter("/sources/"+source+"/default/credentials", credentials)
}

// end ends the processes of a function, with all that they remember.
func (w *world) end(function string) {
	for _, i := range w.Function(function).Instances() {
		syscall.Kill(i.PID, syscall.SIGKILL) //nolint:errcheck // it may have ended by itself
	}
}

func (w *world) serve(h http.Handler) (address string, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: patience}
	go server.Serve(l) //nolint:errcheck // ends with ErrServerClosed
	w.closers = append(w.closers, server.Close)
	return "http://" + l.Addr().String(), nil
}

func (w *world) close() error {
	var errs []error
	for _, c := range slices.Backward(w.closers) {
		errs = append(errs, c())
	}
	return errors.Join(errs...)
}

// parcel is a tracking number on its way through the world.
type parcel struct {
	number, source, carrier, signer string
	scans                           []scan
	page                            string // path of its order's page
}

// register puts an order that holds the parcels.
func (w *world) register(ctx context.Context, order string, parcels ...*parcel) error {
	var shipments []object
	for _, p := range parcels {
		shipments = append(shipments, object{"carrier": p.carrier, "tracking_number": p.number, "shipped_at": p.scans[0].at.Format(time.RFC3339),
			"items": []object{{"id": "1", "quantity": 1}}})
	}
	body, err := json.Marshal(object{
		"placed_at": parcels[0].scans[0].at.Add(-5 * time.Hour).Format(time.RFC3339), "channel": "web", "locale": "en", "currency": "USD",
		"customer":  object{"name": "Ada Example", "email": "ada@example.com", "phone": "+15550100"},
		"ship_to":   object{"line1": "1 Example Way", "city": "Milwaukee", "region": "WI", "postal": "53207", "country": "US"},
		"items":     []object{{"id": "1", "sku": "MUG-SAGE", "name": "Stoneware mug, sage", "quantity": len(parcels), "unit_price": 1800}},
		"promise":   object{"earliest": parcels[0].scans[0].at.AddDate(0, 0, 2).Format(time.DateOnly), "latest": parcels[0].scans[0].at.AddDate(0, 0, 4).Format(time.DateOnly)},
		"shipments": shipments,
	})
	if err != nil {
		return err
	}
	said, err := w.send(ctx, http.MethodPut, "/v1/orders/"+demo.Brand+"/"+order, http.Header{"Authorization": {"Bearer " + demo.MerchantKey}}, body)
	if err != nil {
		return fmt.Errorf("register order %s: %w", order, err)
	}
	var receipt struct {
		TrackingURL string `json:"tracking_url"`
	}
	if err := json.Unmarshal(said, &receipt); err != nil {
		return fmt.Errorf("read the receipt of order %s: %w", order, err)
	}
	for _, p := range parcels {
		p.page = strings.TrimPrefix(receipt.TrackingURL, w.URL())
	}
	return nil
}

// push tells the i-th scan of a parcel as its source does.
func (w *world) push(ctx context.Context, p *parcel, i int) error {
	var body []byte
	var err error
	header := http.Header{}
	switch p.source {
	case "ups":
		body, err = upsAlert(p.number, p.signer, p.scans[i])
		header.Set("Credential", demo.Secret(p.source))
	case "easypost":
		body, err = easypostEvent(p.number, p.scans[:i+1])
		header = carriersim.SignEasyPost(demo.Secret(p.source), body)
	default:
		return fmt.Errorf("nobody pushes for source %q", p.source)
	}
	if err != nil {
		return err
	}
	if _, err := w.send(ctx, http.MethodPost, "/webhooks/"+p.source, header, body); err != nil {
		return fmt.Errorf("push scan %d of %s: %w", i, p.number, err)
	}
	return nil
}

// events counts the scans that the JSON of a parcel's order shows for it.
func (w *world) events(ctx context.Context, p *parcel) (int, error) {
	said, err := w.send(ctx, http.MethodGet, p.page+".json", nil, nil)
	if err != nil {
		return 0, err
	}
	var page struct {
		Shipments []struct {
			Number string `json:"tracking_number"`
			Events []struct{}
		}
	}
	if err := json.Unmarshal(said, &page); err != nil {
		return 0, fmt.Errorf("read %s.json: %w", p.page, err)
	}
	for _, s := range page.Shipments {
		if s.Number == p.number {
			return len(s.Events), nil
		}
	}
	return 0, fmt.Errorf("%s.json does not show %s", p.page, p.number)
}

// send makes a request that must be granted and gives the body of the answer.
func (w *world) send(ctx context.Context, method, path string, header http.Header, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, w.URL()+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if header != nil {
		request.Header = header
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := w.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode/100 != 2 {
		return nil, fmt.Errorf("%s %s: %s: %.300s", method, path, answer.Status, said)
	}
	return said, nil
}
