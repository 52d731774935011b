import { aggregateStore } from '@aftercare/event-store';
import type { Device, DeviceEvent } from '../domain/device';
import { changedDevicePublishes } from '../publishes';
import { deviceMapping } from './device.mapping';

export class DeviceStore extends aggregateStore<Device, DeviceEvent>({ kind: 'device', mapping: deviceMapping, publishes: changedDevicePublishes }) {}
