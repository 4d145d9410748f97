// Package seal keeps personal data (names, e-mail, phone, street, who signed) unreadable at rest and unprintable in memory.
//
// At rest: each owner (an order, a number) has a data key of 256 bits. A Vault seals with it under AES-256-GCM; the data key
// itself lies in its own table, wrapped by the key-encrypting key. Destroying that one small item erases everything sealed
// with it, also in backups of other tables.
//
// In memory: Text holds one personal value and refuses to show it through fmt, slog and JSON; Text.Open is the only way in,
// so that every place that reads personal data can be found by its name.
//
// The package chooses no owners, reads no environment and keeps no keys beyond the call.
package seal
