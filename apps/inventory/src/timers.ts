/** Fires when nobody has picked what is promised to a line of a request. */
export const reservationExpiry = 'stock.reservation-expiry';

export const reservationSubject = (requestId: string, lineNo: number): string => `${requestId}/${lineNo}`;

export const reservationOf = (subject: string): { readonly requestId: string; readonly lineNo: number } => {
  const [requestId = '', lineNo] = subject.split('/');
  return { requestId, lineNo: Number(lineNo) };
};
