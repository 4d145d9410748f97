// Package orderfile reads the orders of a CSV file, as spreadsheets and shops export them, into bodies of the merchant API. A row is
// one item, or one parcel, or both; rows with the same order number make one order. Every bad row is named by line and column; an
// order with a bad row is left out as a whole, because half an order would be a wrong one. It sends nothing anywhere.
package orderfile
