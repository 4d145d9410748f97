// Package message decides what becomes of one milestone for one recipient: a message, or a recorded reason why not. The
// decision is a pure function of the shipment's present state, the order's and brand's standing and the time; whoever calls
// it records the answer under Key before anything is sent, so a replay finds it. Texts, sending and consent are not here.
package message
