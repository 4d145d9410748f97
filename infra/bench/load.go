package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// plan says how much is put on the system: `make load`.
type plan struct {
	lasts   time.Duration // of each burst
	pushes  int           // that each connection makes at least, however long a slow machine takes for them
	sizes   []int         // how many times ballast lies in the table when a burst begins
	ballast int           // orders, most with two parcels
	workers int           // connections that push and look, each waiting for its answer before it asks again
}

// usualBallast keeps sixteen times as much within what the stand-in for DynamoDB serves on two busy cores: with 2,300 orders in it
// an order was answered 503 once, because the database took longer than a function waits.
const usualBallast = 50

// planned reads a plan from the environment: SECONDS=60 SIZES="1 4 16" BALLAST=50 WORKERS=8.
func planned(env func(string) string) (plan, error) {
	var bad []error
	read := func(name, text string) int {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1_000_000 {
			bad = append(bad, fmt.Errorf("%s=%q is no whole number from 1 to 1,000,000", name, text))
		}
		return n
	}
	number := func(name string, usual int) int {
		if text := env(name); text != "" {
			return read(name, text)
		}
		return usual
	}
	p := plan{lasts: time.Duration(number("SECONDS", 60)) * time.Second, ballast: number("BALLAST", usualBallast), workers: number("WORKERS", 8)}
	sizes := strings.Fields(env("SIZES"))
	if len(sizes) == 0 {
		sizes = []string{"1", "4", "16"}
	}
	for i, text := range sizes {
		p.sizes = append(p.sizes, read("SIZES", text))
		if i > 0 && p.sizes[i] <= p.sizes[i-1] {
			bad = append(bad, fmt.Errorf("SIZES=%q does not grow: one table is filled further for each", env("SIZES")))
		}
	}
	return p, errors.Join(bad...)
}

// loadSystem puts the planned bursts on the running system and prints what it did with them. It fails when something that was accepted did not
// arrive, or was answered with an error: a throughput that loses is none.
func loadSystem(ctx context.Context, r *report, root string, p plan) (err error) {
	r.progress("starting the system")
	w, err := start(ctx, root, os.Getenv("DYNAMODB_ENDPOINT"), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	fleet, err := w.polledFleet(ctx)
	if err != nil {
		return fmt.Errorf("register the parcels that are polled: %w", err)
	}
	filled := len(fleet) // orders
	var all []*burst
	for _, size := range p.sizes {
		r.progress("%dx: filling the table up to %d orders", size, size*p.ballast)
		if err := w.fill(ctx, p, filled, size*p.ballast); err != nil {
			return fmt.Errorf("fill the table: %w", err)
		}
		filled = max(filled, size*p.ballast)
		if err := w.quiet(ctx); err != nil {
			return err
		}
		r.progress("%dx: %s of pushes, lookups and polls from %d connections", size, p.lasts, p.workers)
		b, err := w.burst(ctx, p, size, fleet)
		if err != nil {
			return fmt.Errorf("burst on %dx: %w", size, err)
		}
		r.section(fmt.Sprintf("%dx: %d orders in the table before the burst", size, filled), b.lines(p))
		filled += b.orders()
		all = append(all, b)
	}
	r.section("growth, from the smallest table to the largest", growth(all[0], all[len(all)-1]),
		"1.00 is none. Units are counted and the same everywhere; times are of this machine, which runs all functions and stand-ins at once")
	for _, b := range all {
		err = errors.Join(err, b.judge())
	}
	return errors.Join(err, w.meter.Err())
}

// fill registers the orders from one count up to another, each with two parcels on their way. UPS, whom nobody can ask here, carries both:
// what lies in the table shall not be polled, or nothing would ever come to rest.
func (w *world) fill(ctx context.Context, p plan, from, to int) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var workers sync.WaitGroup
	for range p.workers {
		workers.Go(func() {
			for i := range next {
				pair := pairOf("B", i, pushesPerLife)
				pair[1] = &parcel{source: "ups", carrier: "ups", number: fmt.Sprintf("1ZLOADC%011d", i), scans: pair[1].scans}
				err := w.register(ctx, fmt.Sprintf("BALLAST-%d", i), pair...)
				for _, parcel := range pair {
					if err == nil {
						err = w.push(ctx, parcel, pushesPerLife-3) // on its way: nobody is polled for what has arrived
					}
				}
				if err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := from; i < to && ctx.Err() == nil; i++ {
		next <- i
	}
	close(next)
	workers.Wait()
	return context.Cause(ctx)
}

// pairOf is two parcels of one order, told by two sources. kind is one letter that keeps numbers apart.
func pairOf(kind string, i, scans int) []*parcel {
	// Distances of hours between scans: whatever a burst pushes within a second has happened in the course of days.
	return []*parcel{
		{source: "ups", carrier: "ups", number: fmt.Sprintf("1ZLOAD%s%011d", kind, i), scans: story(uint64(2*i), scans, time.Now())},
		{source: "easypost", carrier: "usps", number: fmt.Sprintf("94001%d%016d", kind[0], i), scans: story(uint64(2*i+1), scans, time.Now())},
	}
}
