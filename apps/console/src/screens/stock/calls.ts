import { allPages, service } from '../../api/api';
import type {
  ApproveCountBody, ApproveCountData, BackOrderList, ChargeLoanData, CountedStock, CountStockBody, CountStockData, DeclineCountBody, DeclineCountData, FindLoansData, FoundLoans, LendGoodsBody, LendGoodsData, ListCountsData, ListedCounts, LoanStanding, LedgerPage, ListBackOrdersData, ListedTransfers, ListTransferPlacesData, ListTransfersData, MoveStockBody, MoveStockData, PrepareTransferBody, PrepareTransferData,
  ReceiveGoodsBody, ReceiveGoodsData, ReceiveTransferBody, ReceiveTransferData, ShowLedgerData, StockDocument, TransferPlaces, TransferStanding, CorrectTransferData, ListRecountsData, RecountsDue, TakeBackLoanBody, TakeBackLoanData,
} from '../../api/generated/inventory/types.gen';

const inventory = service('/api/inventory');
type Query<D extends { readonly query?: unknown }> = NonNullable<D['query']>;

export const showTransfersOf = (query: Query<ShowLedgerData>) => inventory.get<ShowLedgerData, LedgerPage>('/stock-transfers', { query });
export const correctRow = (transfer: string, reason: string, idempotencyKey: string) => inventory.post<CorrectTransferData, StockDocument>('/stock-transfers/{transfer}/correct', { path: { transfer }, body: { reason }, idempotencyKey });
export const countStock = (body: CountStockBody, idempotencyKey: string) => inventory.post<CountStockData, CountedStock>('/stock-counts', { body, idempotencyKey });
export const moveStock = (body: MoveStockBody, idempotencyKey: string) => inventory.post<MoveStockData, StockDocument>('/stock-moves', { body, idempotencyKey });
export const receiveGoods = (body: ReceiveGoodsBody, idempotencyKey: string) => inventory.post<ReceiveGoodsData, StockDocument>('/goods-receipts', { body, idempotencyKey });
export const listCounts = (query: Query<ListCountsData>) => inventory.get<ListCountsData, ListedCounts>('/stock-counts', { query });
export const approveCount = (id: string, body: ApproveCountBody, idempotencyKey: string, version: number) => inventory.post<ApproveCountData, CountedStock>('/stock-counts/{id}/approve', { path: { id }, body, idempotencyKey, version });
export const declineCount = (id: string, body: DeclineCountBody, idempotencyKey: string, version: number) => inventory.post<DeclineCountData, CountedStock>('/stock-counts/{id}/decline', { path: { id }, body, idempotencyKey, version });
export const findLoans = (query: Query<FindLoansData>) => inventory.get<FindLoansData, FoundLoans>('/loans', { query });
export const lendGoods = (body: LendGoodsBody, idempotencyKey: string) => inventory.post<LendGoodsData, LoanStanding>('/loans', { body, idempotencyKey });
export const takeBackLoan = (id: string, body: TakeBackLoanBody, idempotencyKey: string, version: number) => inventory.post<TakeBackLoanData, LoanStanding>('/loans/{id}/take-back', { path: { id }, body, idempotencyKey, version });
export const chargeLoan = (id: string, amount: string, idempotencyKey: string, version: number) => inventory.post<ChargeLoanData, LoanStanding>('/loans/{id}/charge', { path: { id }, body: { amount }, idempotencyKey, version });
export const listRecounts = () => inventory.get<ListRecountsData, RecountsDue>('/recounts');
export const listTransfers = (query: Query<ListTransfersData>) => inventory.get<ListTransfersData, ListedTransfers>('/transfers', { query });
export const listTransferPlaces = () => inventory.get<ListTransferPlacesData, TransferPlaces>('/transfer-places');
export const prepareTransfer = (body: PrepareTransferBody, idempotencyKey: string) => inventory.post<PrepareTransferData, TransferStanding>('/transfers', { body, idempotencyKey });
export const receiveTransfer = (id: string, body: ReceiveTransferBody, idempotencyKey: string) => inventory.post<ReceiveTransferData, TransferStanding>('/transfers/{id}/receive', { path: { id }, body, idempotencyKey });
export const changeTransfer = (id: string, command: string, idempotencyKey: string) =>
  inventory.post<{ url: string; path: { id: string }; body: object }, TransferStanding>(`/transfers/{id}/${command}`, { path: { id }, body: {}, idempotencyKey });

/** Everything that waits at a place, or anywhere: some hundred lines at most. */
export const listWaiting = (query: Query<ListBackOrdersData>) => allPages((after) => inventory.get<ListBackOrdersData, BackOrderList>('/back-orders', { query: { ...query, limit: 200, ...after } }));
