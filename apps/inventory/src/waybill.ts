export const carrierCode = /^[A-Z]{2}[0-9]{2,6}$/;
export const waybillNumber = /^[A-Za-z0-9-]{4,40}$/;
