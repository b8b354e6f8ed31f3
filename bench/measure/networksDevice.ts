/** What a stretch of work asked of a WebGPU device. */
export interface DeviceTally {
  dispatches: number;
  /** Bytes of the storage bound to the dispatches: the least that they read and write together. */
  bound: number;
  /** Bytes from the processor to the device, kernels' small parameters included, and back. */
  uploaded: number;
  downloaded: number;
}

export const newDeviceTally = (): DeviceTally => ({ dispatches: 0, bound: 0, uploaded: 0, downloaded: 0 });

const bytesOf = ({ resource }: GPUBindGroupEntry): number => {
  if (resource instanceof GPUBuffer) return resource.size;
  return 'buffer' in resource ? (resource.size ?? resource.buffer.size) : 0;
};

/**
 * Counts what `device` is asked for from now on into `current()`: bind groups, dispatches, buffer writes and copies.
 * Uploads are buffer writes and copies out of mapped staging buffers; downloads are copies into buffers that can be read.
 */
export function countDevice(device: GPUDevice, current: () => DeviceTally): void {
  const sizes = new WeakMap<GPUBindGroup, number>();
  const createBindGroup = device.createBindGroup.bind(device);
  device.createBindGroup = (descriptor) => {
    const group = createBindGroup(descriptor);
    sizes.set(
      group,
      [...descriptor.entries].reduce((sum, entry) => sum + bytesOf(entry), 0),
    );
    return group;
  };

  const writeBuffer = device.queue.writeBuffer.bind(device.queue);
  device.queue.writeBuffer = (buffer, offset, data, dataOffset = 0, size?: number) => {
    const unit = 'BYTES_PER_ELEMENT' in data ? (data as Uint8Array).BYTES_PER_ELEMENT : 1;
    current().uploaded += size === undefined ? data.byteLength - dataOffset * unit : size * unit;
    writeBuffer(buffer, offset, data, dataOffset, size);
  };

  const createCommandEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor);
    const copy = encoder.copyBufferToBuffer.bind(encoder) as (...args: unknown[]) => undefined;
    encoder.copyBufferToBuffer = ((from: GPUBuffer, ...rest: unknown[]) => {
      const [to, size] =
        rest.length >= 4 ? [rest[1] as GPUBuffer, rest[3] as number] : [rest[0] as GPUBuffer, from.size];
      if (to.usage & GPUBufferUsage.MAP_READ) current().downloaded += size;
      else if (from.usage & GPUBufferUsage.MAP_WRITE) current().uploaded += size;
      return copy(from, ...rest);
    }) as typeof encoder.copyBufferToBuffer;
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (passDescriptor) => countPass(beginComputePass(passDescriptor));
    return encoder;
  };

  function countPass(pass: GPUComputePassEncoder): GPUComputePassEncoder {
    let bound = 0;
    const setBindGroup = pass.setBindGroup.bind(pass) as (...args: unknown[]) => undefined;
    pass.setBindGroup = ((index: number, group: GPUBindGroup, ...rest: unknown[]) => {
      bound = sizes.get(group) ?? 0;
      return setBindGroup(index, group, ...rest);
    }) as typeof pass.setBindGroup;
    const dispatch = pass.dispatchWorkgroups.bind(pass);
    pass.dispatchWorkgroups = (x, y, z) => {
      const tally = current();
      tally.dispatches++;
      tally.bound += bound;
      dispatch(x, y, z);
    };
    return pass;
  }
}
