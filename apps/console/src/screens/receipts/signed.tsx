/** `−1`, `+2`, `0`: sign, and colour besides. */
export const Signed = ({ by }: { by: number | null }) => (by === null ? <>—</> : by === 0 ? <>0</> : <b className={by < 0 ? 'minus' : 'plus'}>{by < 0 ? `−${-by}` : `+${by}`}</b>);
