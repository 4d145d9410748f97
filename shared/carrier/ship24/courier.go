package ship24

import "doorstep/shared/carrier"

// codeOf gives the Doorstep code of a courier. Ship24 calls the posts by their country: "us-post"
// (https://api.ship24.com/public/v1/couriers).
func codeOf(courier string) string {
	switch courier {
	case "us-post":
		return "usps"
	case "ca-post":
		return "canadapost"
	case "cn-post":
		return "chinapost"
	case "gb-post", "uk-post":
		return "royalmail"
	case "fr-post":
		return "laposte"
	case "de-post":
		return "dhl_parcel_de"
	case "au-post":
		return "australiapost"
	case "nl-post":
		return "postnl"
	case "be-post":
		return "bpost"
	case "no-post":
		return "bring"
	case "se-post", "dk-post":
		return "postnord"
	case "jp-post":
		return "japanpost"
	case "br-post":
		return "correios"
	case "es-post":
		return "correos"
	case "it-post":
		return "posteitaliane"
	case "ch-post":
		return "swisspost"
	case "at-post":
		return "austrianpost"
	case "ie-post":
		return "anpost"
	case "fi-post":
		return "posti"
	case "nz-post":
		return "nzpost"
	default:
		return carrier.Code(courier)
	}
}
