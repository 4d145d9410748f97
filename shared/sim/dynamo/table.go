package dynamo

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"doorstep/shared/sim/dynamo/value"
)

// schema names the key attributes of a table or index. All are strings; sort is empty where there is none.
type schema struct{ hash, sort string }

// table holds rows by partition.
type table struct {
	name, arn string
	keys      schema
	indexes   []*index
	ttl       string // the attribute that Sweep looks at; may be empty
	streams   bool

	partitions map[string][]*row // by hash key, each sorted by sort key
	replaced   []replacement     // in the order of their times
	changes    []change          // the stream
	read       float64
	written    float64 // request units, see Engine.Billed
}

// row is all that is known at one key: the versions of an item, the oldest first, never none.
type row struct {
	hash, sort string
	versions   []version
}

// version is an item from a time on; a nil item is none.
type version struct {
	at   time.Time
	item value.Item
	size int
}

// replacement remembers that a row got another version, so that the one before can be forgotten later.
type replacement struct {
	at  time.Time
	row *row
}

func (r *row) current() version {
	if r == nil {
		return version{}
	}
	return r.versions[len(r.versions)-1]
}

// at gives the version that stood at a time; the zero time asks for the current one.
func (r *row) at(when time.Time) version {
	if r == nil || when.IsZero() {
		return r.current()
	}
	for _, v := range slices.Backward(r.versions) {
		if !v.at.After(when) {
			return v
		}
	}
	return version{}
}

// find gives the row at a key, nil when there never was one.
func (t *table) find(hash, sort string) *row {
	rows := t.partitions[hash]
	i, ok := slices.BinarySearchFunc(rows, sort, bySort)
	if !ok {
		return nil
	}
	return rows[i]
}

func bySort(r *row, sort string) int { return strings.Compare(r.sort, sort) }

// ensure gives the row at a key, which is a new one without versions if there was none.
func (t *table) ensure(hash, sort string) *row {
	rows := t.partitions[hash]
	i, ok := slices.BinarySearchFunc(rows, sort, bySort)
	if ok {
		return rows[i]
	}
	r := &row{hash: hash, sort: sort}
	t.partitions[hash] = slices.Insert(rows, i, r)
	return r
}

// sorted gives all rows by key.
func (t *table) sorted() []*row {
	var all []*row
	for _, hash := range slices.Sorted(maps.Keys(t.partitions)) {
		all = append(all, t.partitions[hash]...)
	}
	return all
}

// save makes an item the current one at a key; nil deletes. What changes nothing leaves no trace.
func (t *table) save(hash, sort string, item value.Item, now time.Time, swept bool) {
	t.forget(now.Add(-Memory))
	old := t.find(hash, sort).current()
	if (old.item == nil) == (item == nil) && value.EqualItems(old.item, item) {
		return
	}
	r := t.ensure(hash, sort)
	if len(r.versions) > 0 {
		t.replaced = append(t.replaced, replacement{now, r})
	}
	r.versions = append(r.versions, version{now, item, value.Size(item)})
	for _, x := range t.indexes {
		x.add(r, item)
	}
	if t.streams {
		t.changes = append(t.changes, change{at: now, old: old.item, new: item, swept: swept})
	}
}

// forget drops what no read asks for any more: the versions that were replaced at a time or before, and rows without an item.
func (t *table) forget(until time.Time) {
	done := 0
	for _, old := range t.replaced {
		if old.at.After(until) {
			break
		}
		done++
		t.compact(old.row, until)
	}
	t.replaced = slices.Delete(t.replaced, 0, done)
}

func (t *table) compact(r *row, until time.Time) {
	keep := len(r.versions) - 1
	for keep > 0 && r.versions[keep].at.After(until) {
		keep--
	}
	dropped := r.versions[:keep]
	left := r.versions[keep:]
	for _, x := range t.indexes {
		for _, v := range dropped {
			x.drop(r, v.item, left)
		}
	}
	r.versions = slices.Clone(left)
	if len(left) == 1 && left[0].item == nil {
		t.bury(r)
	}
}

// bury takes a row away that has no item.
func (t *table) bury(r *row) {
	rows := t.partitions[r.hash]
	i, ok := slices.BinarySearchFunc(rows, r.sort, bySort)
	if !ok || rows[i] != r {
		return
	}
	if rows = slices.Delete(rows, i, i+1); len(rows) == 0 {
		delete(t.partitions, r.hash)
		return
	}
	t.partitions[r.hash] = rows
}

// order compares keys.
func order(a, b *row) int {
	return cmp.Or(strings.Compare(a.hash, b.hash), strings.Compare(a.sort, b.sort))
}
