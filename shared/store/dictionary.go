package store

// dictionaryOne is what the compressor knows before the first byte: sentences that carriers write and places where they scan.
// Later text is nearer and so a little cheaper, hence the common sentences stand last. It belongs to the stored format: change
// one letter and stored items become unreadable, so a better list is a new dictionary under new format numbers.
// TestDictionaryIsFrozen holds it.
const dictionaryOne = "CEDAR RAPIDS\nBATON ROUGE\nSPRINGFIELD\nHUNTSVILLE\nFAYETTEVILLE\nSPOKANE\nTACOMA\nFRESNO\nMADISON\nOMAHA\n" +
	"ALBUQUERQUE\nTULSA\nOKLAHOMA CITY\nBOISE\nRENO\nANCHORAGE\nHONOLULU\nPROVIDENCE\nHARTFORD\nSYRACUSE\nROCHESTER\nBUFFALO\n" +
	"RICHMOND\nRALEIGH\nGREENSBORO\nCHARLESTON\nSAVANNAH\nKNOXVILLE\nCHATTANOOGA\nBIRMINGHAM\nTAMPA\nFORT LAUDERDALE\nORLANDO\n" +
	"JACKSONVILLE\nMIAMI\nNEW ORLEANS\nSAN ANTONIO\nAUSTIN\nFORT WORTH\nDALLAS\nNORTH HOUSTON\nHOUSTON\nLAS VEGAS\nPHOENIX\n" +
	"TUCSON\nSALT LAKE CITY\nDENVER\nKANSAS CITY\nSAINT LOUIS\nMILWAUKEE\nMINNEAPOLIS\nDETROIT\nCLEVELAND\nCINCINNATI\n" +
	"COLUMBUS\nINDIANAPOLIS\nNASHVILLE\nMEMPHIS\nCHARLOTTE\nATLANTA\nPITTSBURGH\nPHILADELPHIA\nBALTIMORE\nWASHINGTON\nNEWARK\n" +
	"BROOKLYN\nJAMAICA\nNEW YORK\nBOSTON\nSAN DIEGO\nSAN JOSE\nSAN FRANCISCO\nOAKLAND\nSACRAMENTO\nPORTLAND\nSEATTLE\n" +
	"LOS ANGELES\nCHICAGO\nTORONTO\nVANCOUVER\nMONTREAL\n DISTRIBUTION CENTER\n NETWORK DISTRIBUTION CENTER\n" +
	"Birmingham\nTampa\nOrlando\nJacksonville\nMiami\nNew Orleans\nSan Antonio\nAustin\nFort Worth\nDallas\nHouston\nLas Vegas\n" +
	"Phoenix\nSalt Lake City\nDenver\nKansas City\nSaint Louis\nMilwaukee\nMinneapolis\nDetroit\nCleveland\nCincinnati\n" +
	"Columbus\nIndianapolis\nNashville\nMemphis\nCharlotte\nAtlanta\nPittsburgh\nPhiladelphia\nBaltimore\nWashington\nNewark\n" +
	"Secaucus\nParsippany\nBrooklyn\nNew York\nBoston\nSan Diego\nSan Jose\nSan Francisco\nOakland\nSacramento\nPortland\n" +
	"Seattle\nOntario\nLos Angeles\nChicago\nHodgkins\nRockford\nLouisville\nToronto\nVancouver\nMontreal\nLondon\n" +
	"pre_transit\nstatus_update\nlabel_created\nunknown\nreturn_to_sender\ndelivery_exception\nfailure\navailable_for_pickup\n" +
	"arrived_at_destination\narrived_at_facility\ndeparted_facility\nout_for_delivery\nin_transit\ndelivered\n" +
	"The address is incorrect. This may delay delivery. We are attempting to update the address.\n" +
	"Severe weather conditions have delayed delivery.\nYour package is delayed due to weather.\n" +
	"The package will be forwarded to a UPS facility in the destination city.\n" +
	"The customer was not available when UPS attempted delivery. We will make another attempt.\n" +
	"Your package is being held for future delivery.\nYour delivery has been rescheduled.\nReturn to sender requested\n" +
	"Your package was released by the customs agency.\nYour package is on the way to a local facility or other delivery partner.\n" +
	"Delivery Attempted - No Access to Delivery Location\nNotice Left (No Authorized Recipient Available)\n" +
	"Available for Pickup\nHeld at Post Office, At Customer Request\nForwarded\nAddressee Unknown\nInsufficient Address\n" +
	"Awaiting Delivery Scan\nReminder to Schedule Redelivery of your item\nRescheduled to Next Delivery Day\n" +
	"Inbound Into Customs\nInbound Out of Customs\nProcessed Through Facility\nCustoms Clearance\nOrigin Post is Preparing Shipment\n" +
	"Delivered, Front Desk/Reception/Mail Room\nDelivered, PO Box\nDelivered, Parcel Locker\nDelivered, Left with Individual\n" +
	"Delivered, Garage or Other Location at Address\nDelivered, Front Door/Porch\nDelivered, In/At Mailbox\n" +
	"Pre-Shipment Info Sent to USPS, USPS Awaiting Item\nShipping Label Created, USPS Awaiting Item\nUSPS picked up item\n" +
	"USPS in possession of item\nUSPS Currently Awaiting Package\nShipment Received, Package Acceptance Pending\nPicked Up\n" +
	"Accepted at USPS Origin Facility\nAccepted at USPS Destination Facility\nArrived Shipping Partner Facility, USPS Awaiting Item\n" +
	"Departed Shipping Partner Facility, USPS Awaiting Item\nArrived at USPS Origin Facility\nDeparted USPS Facility\n" +
	"Arrived at USPS Facility\nProcessed Through USPS Facility\nDeparted USPS Regional Origin Facility\n" +
	"Arrived at USPS Regional Origin Facility\nDeparted USPS Regional Destination Facility\nDeparted USPS Regional Facility\n" +
	"Arrived at USPS Regional Destination Facility\nArrived at USPS Regional Facility\nIn Transit to Next Facility, Arriving Late\n" +
	"In Transit to Next Facility\nIn Transit, Arriving On Time\nMoving Through Network\nDeparted Post Office\nArrived at Post Office\n" +
	"Sorting Complete\nOut for Delivery, Expected Delivery by 9:00pm\nOut for Delivery\n" +
	"Shipper created a label, UPS has not received the package yet. \nOrder Processed: Ready for UPS\nDrop-Off\nPickup Scan\n" +
	"We Have Your Package\nOrigin Scan\nExport Scan\nImport Scan\nDestination Scan\nLoaded on Delivery Vehicle \nOn the Way\n" +
	"Warehouse Scan\nProcessing at UPS Facility\nDeparture Scan\nArrival Scan\nOut For Delivery Today\nOut For Delivery\n" +
	"Departed from Facility\nArrived at Facility\nDELIVERED\nDelivered\n"
