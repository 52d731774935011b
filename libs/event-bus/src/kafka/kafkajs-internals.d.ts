// The four parts of kafkajs 2.2.4 without public types that this folder uses. kafkajs has had no release since 2023.

declare module 'kafkajs/src/network/requestQueue' {
  class RequestQueue {
    pending: unknown[];
    throttledUntil: number;
    scheduleCheckPendingRequests(): void;
  }
  export = RequestQueue;
}

declare module 'kafkajs/src/network/connection' {
  import type { Socket } from 'node:net';
  import type { ISocketFactory, Logger } from 'kafkajs';
  class Connection {
    constructor(options: { host: string; port: number; logger: Logger; socketFactory: ISocketFactory; connectionTimeout: number; requestTimeout: number });
    socket: Socket | null;
    chunks: Buffer[];
    bytesBuffered: number;
    bytesNeeded: number;
    readonly requestQueue: { fulfillRequest(response: { correlationId: number; payload: Buffer }): void };
    isConnected(): boolean;
    connect(): Promise<boolean>;
    disconnect(): Promise<boolean>;
  }
  export = Connection;
}

declare module 'kafkajs/src/network/socketFactory' {
  import type { ISocketFactory } from 'kafkajs';
  const socketFactory: () => ISocketFactory;
  export = socketFactory;
}

declare module 'kafkajs/src/cluster' {
  import type { ISocketFactory, KafkaMessage, Logger, RetryOptions, SASLOptions } from 'kafkajs';

  namespace Cluster {
    interface Broker {
      readonly versions: Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number } | undefined>>;
      fetch(request: {
        replicaId: -1;
        isolationLevel: 0;
        maxWaitTime: number;
        minBytes: number;
        maxBytes: number;
        topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[];
      }): Promise<{ responses: { topicName: string; partitions: { partition: number; messages: KafkaMessage[] }[] }[] }>;
    }
  }

  class Cluster {
    constructor(options: {
      logger: Logger;
      socketFactory: ISocketFactory;
      brokers: string[];
      clientId: string;
      connectionTimeout: number;
      requestTimeout: number;
      sasl?: SASLOptions;
      enforceRequestTimeout: boolean;
      metadataMaxAge: number;
      retry: RetryOptions;
      allowAutoTopicCreation: boolean;
      maxInFlightRequests: number | null;
    });
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    addMultipleTargetTopics(topics: string[]): Promise<void>;
    refreshMetadata(): Promise<void>;
    fetchTopicsOffset(asked: { topic: string; fromBeginning: false; partitions: { partition: number }[] }[]): Promise<{ topic: string; partitions: { partition: number; offset: string }[] }[]>;
    findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[];
    findControllerBroker(): Promise<Cluster.Broker>;
    findBroker(which: { nodeId: number }): Promise<Cluster.Broker>;
  }
  export = Cluster;
}
