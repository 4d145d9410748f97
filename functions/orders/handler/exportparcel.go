package handler

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/shipment"
	"doorstep/shared/sight"
	"doorstep/shared/store"
)

// exportShipment is one parcel with everything that anybody told of it.
type exportShipment struct {
	ID             string           `json:"id"`
	Carrier        string           `json:"carrier,omitempty"`
	TrackingNumber string           `json:"tracking_number,omitempty"`
	OtherNumbers   []string         `json:"other_numbers,omitempty"` // that carriers use for the same parcel
	Status         shipment.Status  `json:"status"`
	SubStatus      string           `json:"sub_status,omitempty"`
	Estimates      []exportEstimate `json:"estimates,omitempty"`
	Facts          []exportFact     `json:"facts"` // as they were told, oldest first
	SignedBy       []exportSigner   `json:"signed_by,omitempty"`
}

type exportEstimate struct {
	Source   string `json:"source"`
	Earliest string `json:"earliest,omitempty"`
	Latest   string `json:"latest,omitempty"`
	Told     string `json:"told_at,omitempty"`
}

type exportFact struct {
	ID        string             `json:"id"`
	Kind      shipment.FactKind  `json:"kind"`
	Source    string             `json:"source"`
	Assurance shipment.Assurance `json:"assurance,omitempty"`
	Code      string             `json:"code,omitempty"`
	Text      string             `json:"text,omitempty"`
	Status    shipment.Status    `json:"status,omitempty"`
	SubStatus string             `json:"sub_status,omitempty"`
	Local     string             `json:"local,omitempty"`
	Offset    string             `json:"utc_offset,omitempty"`
	Place     string             `json:"place,omitempty"`
	City      string             `json:"city,omitempty"`
	Region    string             `json:"region,omitempty"`
	Postal    string             `json:"postal,omitempty"`
	Country   string             `json:"country,omitempty"`
	Piece     string             `json:"piece,omitempty"`
	Earliest  string             `json:"earliest,omitempty"`
	Latest    string             `json:"latest,omitempty"`
	Count     int                `json:"count,omitempty"`
	Signed    bool               `json:"signed,omitempty"`
}

type exportSigner struct {
	FactID string `json:"fact_id"`
	Name   string `json:"name"`
}

func (d desk) exportShipments(ctx context.Context, vault *seal.Vault, o order.Order) ([]exportShipment, error) {
	found, err := sight.Tracked(ctx, d.table, o)
	if err != nil {
		return nil, err
	}
	out := make([]exportShipment, len(o.Shipments))
	for i, s := range o.Shipments {
		n := found[s.Number]
		main := found[n.Main]
		view := sight.View(o, s, n, main.Facts, d.now())
		facts := sight.Facts(o, s, n, main.Facts)
		parcel := exportShipment{
			ID: s.ID, Carrier: cmp.Or(s.Carrier, s.CarrierRaw), TrackingNumber: order.Shown(s.Number), OtherNumbers: n.Aliases,
			Status: view.Status, SubStatus: view.Sub, Facts: make([]exportFact, len(facts)),
		}
		if n.Main != "" {
			parcel.OtherNumbers = append([]string{n.Main}, n.Aliases...)
		}
		for j, f := range facts {
			parcel.Facts[j] = newExportFact(f)
		}
		for _, e := range view.Estimates {
			parcel.Estimates = append(parcel.Estimates, exportEstimate{e.Source, e.Window.Earliest, e.Window.Latest, e.Told.Local})
		}
		for _, holder := range []store.Number{n, main} {
			signers, err := exportSigners(ctx, vault, holder, facts)
			if err != nil {
				return nil, err
			}
			parcel.SignedBy = append(parcel.SignedBy, signers...)
		}
		out[i] = parcel
	}
	return out, nil
}

// exportSigners opens the proofs of facts that belong to the parcel; others are of a parcel that had the number before.
func exportSigners(ctx context.Context, vault *seal.Vault, n store.Number, facts []shipment.Fact) ([]exportSigner, error) {
	var out []exportSigner
	for _, id := range slices.Sorted(maps.Keys(n.Proofs)) {
		if !slices.ContainsFunc(facts, func(f shipment.Fact) bool { return f.ID == id }) {
			continue
		}
		name, err := reveal(ctx, vault, numberOwner(n.Number), "proof", n.Proofs[id])
		if err != nil {
			return nil, fmt.Errorf("open proof: %w", err)
		}
		if name != "" {
			out = append(out, exportSigner{id, name})
		}
	}
	return out, nil
}

func newExportFact(f shipment.Fact) exportFact {
	return exportFact{
		ID: f.ID, Kind: f.Kind, Source: f.Source, Assurance: f.Assurance, Code: f.Code, Text: f.Text, Status: f.Status, SubStatus: f.Sub,
		Local: f.At.Local, Offset: f.At.Offset, Place: f.Place.Text, City: f.Place.City, Region: f.Place.Region, Postal: f.Place.Postal,
		Country: f.Place.Country, Piece: f.Piece, Earliest: f.Window.Earliest, Latest: f.Window.Latest, Count: f.Count, Signed: f.Signed,
	}
}
