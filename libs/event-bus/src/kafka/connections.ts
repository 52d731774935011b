/// <reference path="./kafkajs-internals.d.ts" />
import Connection from 'kafkajs/src/network/connection';

let patched = false;
const opening = new WeakMap<Connection, Promise<boolean>>();

/**
 * kafkajs opens a line anew in the object of the old one, and leaves two things undone. What had come of an answer when the old line broke
 * stays and is taken for the beginning of the new one's: sizes are read out of the middle of answers, and the RangeError that comes of it
 * ends the process. And two requests that find the line closed open one each, of which one is forgotten and never closed.
 */
export const keepConnectionsWhole = (): void => {
  if (patched) return;
  patched = true;
  const connect = Connection.prototype.connect;
  Connection.prototype.connect = function (this: Connection) {
    if (this.isConnected()) return Promise.resolve(true);
    const present = opening.get(this);
    if (present) return present;
    // Whatever the old line still has to say has nobody to listen to it.
    this.socket?.destroy();
    this.chunks = [];
    this.bytesBuffered = 0;
    this.bytesNeeded = 4;
    const connecting = connect.call(this).finally(() => opening.delete(this));
    opening.set(this, connecting);
    return connecting;
  };
};
