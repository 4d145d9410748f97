package survey

// Sums count the votes of a cell. They are kept as histograms, from which everything else follows, so that no two numbers can
// disagree.
type Sums struct {
	Scores   [Best]int64 // votes with score 1, 2, ...
	Tracking [Best]int64 // answers to the question about the tracking, in the same way
	Low      int64       // votes that became a case
}

// Few is the number of votes below which a mean says little: a single angry shopper moves it by more than a point of five.
const Few = 10

// Sums gives what a vote adds to its cell.
func (v Vote) Sums() Sums {
	var s Sums
	if v.Score >= 1 && v.Score <= Best {
		s.Scores[v.Score-1] = 1
	}
	if v.Tracking >= 1 && v.Tracking <= Best {
		s.Tracking[v.Tracking-1] = 1
	}
	if v.Low {
		s.Low = 1
	}
	return s
}

// Plus adds.
func (s Sums) Plus(t Sums) Sums { return s.combine(t, 1) }

// Minus takes away.
func (s Sums) Minus(t Sums) Sums { return s.combine(t, -1) }

func (s Sums) combine(t Sums, sign int64) Sums {
	for i := range Best {
		s.Scores[i] += sign * t.Scores[i]
		s.Tracking[i] += sign * t.Tracking[i]
	}
	s.Low += sign * t.Low
	return s
}

// Count is the number of votes.
func (s Sums) Count() int64 { return total(s.Scores) }

// Mean is the mean score; 0 without votes.
func (s Sums) Mean() float64 { return mean(s.Scores) }

// TrackingCount is the number of answers about the tracking.
func (s Sums) TrackingCount() int64 { return total(s.Tracking) }

// TrackingMean is the mean of the answers about the tracking; 0 without any.
func (s Sums) TrackingMean() float64 { return mean(s.Tracking) }

// LowShare is the part of the votes that became a case, 0 to 1.
func (s Sums) LowShare() float64 {
	if s.Count() == 0 {
		return 0
	}
	return float64(s.Low) / float64(s.Count())
}

func total(histogram [Best]int64) int64 {
	var n int64
	for _, votes := range histogram {
		n += votes
	}
	return n
}

func mean(histogram [Best]int64) float64 {
	var points, n int64
	for i, votes := range histogram {
		points += int64(i+1) * votes
		n += votes
	}
	if n == 0 {
		return 0
	}
	return float64(points) / float64(n)
}
