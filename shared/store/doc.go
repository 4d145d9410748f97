// Package store keeps Doorstep's state in DynamoDB: one item per tracking number with everything that anybody ever said about
// it, and the small items around it (orders, links, brands, keys, decisions). Every write is conditional or idempotent, so a
// retry, a duplicate or a crash between two writes never loses or doubles anything. Items that expired are absent for every
// reader, since DynamoDB deletes them late (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html).
//
// The package decides nothing about parcels: it hands the union of the facts to shared/shipment and stores what comes back.
// Records of other packages (order, brand) and sealed personal data are opaque bytes here.
//
// Layout, one item per line:
//
//	T#<number>        N        the number         v f c a p m x news acc ttl dk dt ab at
//	O#<order>         O        order              v brand number body sealed lookup news n
//	O#<order>         N#<key>  message decision   outcome reason state kind about mode with made before lease accepted sent msg tries problem token dk dt
//	O#<order>         V#<shipment>  vote          v score reason tracking low first made cell comment
//	O#<order>         K#<shipment>#<kind>  case   v brand times opened made score closed comment ab at
//	O#<order>         F#<shipment>#<kind>#<n>  finding  brand number state severity action todo expected cause words since fell made ended told ab at dk dt
//	M#<brand>#<name>  O        order pointer      v order lookup
//	L#<hash>          L        capability link    order scope ttl
//	B#<brand>         B        brand              record keys accounts
//	B#<brand>         C        content of a feed  feed slots etag confirmed ttl
//	B#<host>          D        host's brand       brand
//	R#brands          B        list of brands     b:<brand> for each
//	X#<day>           <id>     unreadable body    source account kind reason sealed made ttl parked assurance numbers status topic
//	R#disruptions     <id>     disruption         body ttl
//	R#rate#<source>   <account>  rate budget      v rested line closed strikes reason ttl
//	R#stop#<hash>     <brand>#<reason>  not written to  scope made lifted why
//	R#lookup#<hash>   <window>   misses of lookups  n ttl
//	R#survey#<brand>#<week>  <carrier>#<service>#<region>  votes  s1..s5 t1..t5 low
//
// and in the keys table, by pk alone, the wrapped data key of an owner (k), or that it was destroyed (gone ttl). The n of orders,
// pointers and links is the rotation of links.
//
// Attributes of a number: v version, f facts, c claims with status and milestones (ParseClaims reads it from a stream image),
// a aliases, p sealed signers by fact id, m main number, x overflow, news (the last write changed milestones), acc (when the push behind that
// was accepted, Unix ms), ttl. Sparse
// indexes, keys only: due (dk = kind#shard, dt = time, with the length of its leases behind it) and attention (ab = brand, at = open since).
// Open cases and findings stand in attention too; findings, and orders without shipments (dk dt), in due. A vote, the sums of its cell and its case are the only write of several items at once.
//
// Names of attributes go into expressions only as #placeholders.
package store
