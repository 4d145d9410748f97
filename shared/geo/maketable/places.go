package main

import (
	"bufio"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"doorstep/shared/geo"
)

// exonymsCSV are names that carriers use beside the one that GeoNames lists first: country, that name, the other name.
//
//go:embed exonyms.csv
var exonymsCSV string

// regioned are the countries whose regions tell places of one name apart in addresses, with the letters that addresses use.
var regioned = map[string]map[string]string{
	"US": nil, // GeoNames has the letters
	"CA": {"01": "AB", "02": "BC", "03": "MB", "04": "NB", "13": "NT", "07": "NS", "14": "NU", "08": "ON", "09": "PE", "10": "QC", "11": "SK", "12": "YT", "05": "NL"},
	"AU": {"08": "WA", "05": "SA", "03": "NT", "07": "VIC", "06": "TAS", "04": "QLD", "02": "NSW", "01": "ACT"},
	"BR": {"01": "AC", "02": "AL", "03": "AP", "04": "AM", "05": "BA", "06": "CE", "07": "DF", "08": "ES", "29": "GO", "13": "MA", "14": "MT", "11": "MS",
		"15": "MG", "16": "PA", "17": "PB", "18": "PR", "30": "PE", "20": "PI", "21": "RJ", "22": "RN", "23": "RS", "24": "RO", "25": "RR", "26": "SC",
		"27": "SP", "28": "SE", "31": "TO"},
}

// sparse are countries of which only larger places are kept, for the size of the table.
var sparse = map[string]bool{"IN": true, "CN": true, "BR": true, "RU": true, "PK": true, "IR": true, "NG": true, "ID": true, "PH": true, "EG": true,
	"TR": true, "VN": true, "BD": true, "ET": true, "CD": true, "DZ": true, "MA": true, "UA": true, "KZ": true, "UZ": true, "MM": true, "TZ": true, "VE": true, "CO": true, "PE": true, "AR": true, "MX": true}

const sparseFrom = 75000

type city struct {
	name, ascii, country, region string
	lat, lon                     float64
	people                       int
	id                           string
}

type area struct {
	country, region, name string
	lat, lon, people      float64 // sums until centred
}

type spot struct {
	area     int
	lat, lon float64
	people   int
}

func places(folder string) ([]byte, error) {
	areas, index, err := readAreas(folder)
	if err != nil {
		return nil, err
	}
	other, err := otherNames(folder)
	if err != nil {
		return nil, err
	}
	byKey := map[string][]spot{}
	err = eachLine(filepath.Join(folder, "cities15000.txt"), func(f []string) error {
		c, err := readCity(f)
		if err != nil || c.people == 0 {
			return err
		}
		weigh(areas, index, c)
		if sparse[c.country] && c.people < sparseFrom {
			return nil
		}
		at, ok := index[c.country+"."+c.region]
		if !ok {
			at, ok = index[c.country+"."]
		}
		if !ok {
			return fmt.Errorf("%s is in no known country", c.name)
		}
		s := spot{area: at, lat: c.lat, lon: c.lon, people: c.people}
		for _, key := range keys(c, other) {
			byKey[key] = append(byKey[key], s)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return encode(areas, byKey)
}

// weigh moves the middle of a city's country and region towards it, by its people: the middle of where people live.
func weigh(areas []area, index map[string]int, c city) {
	for _, name := range []string{c.country + ".", c.country + "." + c.region} {
		if at, ok := index[name]; ok {
			w := float64(c.people)
			areas[at].lat += c.lat * w
			areas[at].lon += c.lon * w
			areas[at].people += w
		}
	}
}

func readCity(f []string) (city, error) {
	if len(f) < 15 {
		return city{}, fmt.Errorf("a line of cities15000.txt has %d fields", len(f))
	}
	lat, err1 := strconv.ParseFloat(f[4], 64)
	lon, err2 := strconv.ParseFloat(f[5], 64)
	people, err3 := strconv.Atoi(f[14])
	if err1 != nil || err2 != nil || err3 != nil {
		return city{}, fmt.Errorf("city %s: %v %v %v", f[0], err1, err2, err3)
	}
	region := ""
	if letters, ok := regioned[f[8]]; ok {
		region = f[10]
		if letters != nil {
			region = letters[region]
		}
	}
	return city{id: f[0], name: f[1], ascii: f[2], country: f[8], region: region, lat: lat, lon: lon, people: people}, nil
}

// keys are the spellings under which a city is found: its own, without marks, with the German, Danish and Dutch ways around them,
// and the names that others have for it.
func keys(c city, other map[string][]string) []string {
	names := append([]string{c.name, c.ascii}, other[c.id]...)
	names = append(names, other[c.country+"."+c.name]...)
	var out []string
	for _, name := range names {
		around := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "ø", "oe", "Ø", "Oe", "å", "aa", "Å", "Aa").Replace(name)
		for _, n := range []string{name, around} {
			if key := geo.Key(n); len(key) > 1 && !slices.Contains(out, key) {
				out = append(out, key)
			}
		}
	}
	return out
}

// otherNames reads our exonyms ("CC.name") and Natural Earth's names in five languages (by GeoNames id).
func otherNames(folder string) (map[string][]string, error) {
	out := map[string][]string{}
	for line := range strings.Lines(exonymsCSV) {
		f := strings.SplitN(strings.TrimSpace(line), ",", 3)
		out[f[0]+"."+f[1]] = append(out[f[0]+"."+f[1]], f[2])
	}
	b, err := os.ReadFile(filepath.Join(folder, "ne_10m_populated_places.json"))
	if err != nil {
		return nil, err
	}
	var file struct {
		Features []struct {
			Properties struct {
				ID     float64 `json:"GEONAMEID"`
				NAME   string
				EN     string  `json:"NAME_EN"`
				DE     string  `json:"NAME_DE"`
				ES     string  `json:"NAME_ES"`
				FR     string  `json:"NAME_FR"`
				PT     string  `json:"NAME_PT"`
				People float64 `json:"POP_MAX"`
			} `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, err
	}
	for _, f := range file.Features {
		p := f.Properties
		if p.ID > 0 && p.People >= 200000 {
			id := strconv.Itoa(int(p.ID))
			out[id] = append(out[id], p.NAME, p.EN, p.DE, p.ES, p.FR, p.PT)
		}
	}
	return out, nil
}

// readAreas gives all countries and the regions of some, and where each stands in the list.
func readAreas(folder string) ([]area, map[string]int, error) {
	var areas []area
	index := map[string]int{}
	add := func(a area) {
		index[a.country+"."+a.region] = len(areas)
		areas = append(areas, a)
	}
	err := eachLine(filepath.Join(folder, "countryInfo.tsv"), func(f []string) error {
		if len(f) < 5 {
			return fmt.Errorf("a country has %d fields", len(f))
		}
		add(area{country: f[0], name: f[1] + "\t" + geo.Key(f[4])})
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	err = eachLine(filepath.Join(folder, "regionInfo.tsv"), func(f []string) error {
		country, code, _ := strings.Cut(f[0], ".")
		letters, ok := regioned[country]
		if !ok {
			return nil
		}
		if letters != nil {
			code = letters[code]
		}
		add(area{country: country, region: code, name: "\t" + geo.Key(f[1])})
		return nil
	})
	return areas, index, err
}

func encode(areas []area, byKey map[string][]spot) ([]byte, error) {
	var text strings.Builder
	for _, a := range areas {
		at := "\t"
		if a.people > 0 {
			at = fmt.Sprintf("%.1f\t%.1f", a.lat/a.people, a.lon/a.people)
		}
		fmt.Fprintf(&text, "%s\t%s\t%s\t%s\n", a.country, a.region, a.name, at)
	}
	names := []string{""}
	blocks := [][]byte{[]byte(text.String())}
	sorted := make([]string, 0, len(byKey))
	for key := range byKey {
		sorted = append(sorted, key)
	}
	slices.Sort(sorted)
	const perBlock = 1500
	for chunk := range slices.Chunk(sorted, perBlock) {
		names = append(names, chunk[0])
		blocks = append(blocks, encodeBlock(chunk, byKey))
	}
	var head, body []byte
	head = binary.AppendUvarint(head, uint64(len(blocks)))
	for i, block := range blocks {
		packed, err := deflate(block)
		if err != nil {
			return nil, err
		}
		head = binary.AppendUvarint(head, uint64(len(names[i])))
		head = append(head, names[i]...)
		head = binary.AppendUvarint(head, uint64(len(packed)))
		body = append(body, packed...)
	}
	fmt.Printf("%d areas, %d names\n", len(areas), len(sorted))
	return append(head, body...), nil
}

// encodeBlock writes columns, because they compress better than rows: how much each name shares with the one before it and how
// much more it has, these letters, how many spots it has, their areas, and their coordinates in tenths of a degree.
func encodeBlock(chunk []string, byKey map[string][]spot) []byte {
	var lengths, letters, counts, low, high, at []byte
	before := ""
	for _, key := range chunk {
		shared := 0
		for shared < min(len(key), len(before)) && key[shared] == before[shared] {
			shared++
		}
		spots := byKey[key]
		slices.SortStableFunc(spots, func(a, b spot) int { return b.people - a.people })
		lengths = append(lengths, byte(shared), byte(len(key)-shared))
		letters = append(letters, key[shared:]...)
		counts = append(counts, byte(len(spots)))
		for _, s := range spots {
			low, high = append(low, byte(s.area)), append(high, byte(s.area>>8))
			packed := uint32(math.Round((s.lat+90)*10))*3600 + uint32(math.Round((s.lon+180)*10))%3600
			at = append(at, byte(packed), byte(packed>>8), byte(packed>>16))
		}
		before = key
	}
	head := binary.AppendUvarint(binary.AppendUvarint(nil, uint64(len(chunk))), uint64(len(letters)))
	return slices.Concat(head, lengths, letters, counts, low, high, at)
}

func eachLine(name string, do func(fields []string) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "#") || lines.Text() == "" {
			continue
		}
		if err := do(strings.Split(lines.Text(), "\t")); err != nil {
			return err
		}
	}
	return lines.Err()
}
